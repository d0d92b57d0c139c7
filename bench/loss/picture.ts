const [width, height, framesPerSecond] = [320, 180, 15];

/**
 * A small picture in which something moves, always the same: four browsers encode and decode at the same time on whatever
 * machine there is, and a picture of 720 lines would measure that machine. A Y4M file; it is played over and over.
 */
export function pictureFile({ seconds }: { seconds: number }): Buffer {
  const frames = [];
  const count = seconds * framesPerSecond;
  for (let n = 0; n < count; n += 1) frames.push(Buffer.from('FRAME\n'), frameAt(n / count));
  return Buffer.concat([
    Buffer.from(`YUV4MPEG2 W${width} H${height} F${framesPerSecond}:1 Ip A1:1 C420\n`),
    ...frames,
  ]);
}

/** A disc that goes round once, over a shaded ground; in grey. */
function frameAt(turn: number): Buffer {
  const frame = Buffer.alloc((width * height * 3) / 2, 128);
  const x = width * (0.5 + 0.3 * Math.cos(2 * Math.PI * turn));
  const y = height * (0.5 + 0.3 * Math.sin(2 * Math.PI * turn));
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const inside = (column - x) ** 2 + (row - y) ** 2 < 30 ** 2;
      frame[row * width + column] = inside ? 220 : 40 + ((column ^ row) & 31) + Math.floor(row / 4);
    }
  }
  return frame;
}
