/** What is wrong with a form, and the field in which it can be put right. */
export type Problem = { message: string; field?: string };
