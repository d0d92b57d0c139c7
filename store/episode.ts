/**
 * The call `c` and those that it continues, as `episode (call_id)`: a caller who was cut off and called back has one trouble,
 * and its notes and observations belong together. Shared by both, so that they never differ.
 */
export const withEpisode = `
  with recursive episode (call_id) as (
    select c.id
    union
    select b.call_id from call_backs b join episode e on b.answered_by_call_id = e.call_id
  )`;
