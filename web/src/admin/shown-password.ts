/** A temporary password, in this page's memory until it is put away. */
export type ShownPassword = { name: string; password: string };
