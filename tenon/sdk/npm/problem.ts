/** Stands for the module that is generated: the error documents that a contract declares. */
export type Problem = unknown;
