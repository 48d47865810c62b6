import { deadFiles } from './dead-files.ts';
import { docComments } from './doc-comments.ts';
import { importRanks } from './import-ranks.ts';
import { fileLength, functionLength, lineLength } from './length.ts';
import { plugIns } from './plug-ins.ts';
import type { Rule } from './source-file.ts';
import { timeAndChance } from './time-and-chance.ts';
import { bannedSyntax, bannedWords, fileNames } from './words.ts';

/** Every house rule that a machine can check. */
export const rules: Readonly<Record<string, Rule>> = {
  'files are short': fileLength,
  'functions are short': functionLength,
  'lines are short': lineLength,
  'imports go downwards': importRanks,
  'time and chance are arguments': timeAndChance,
  'plug-ins are listed': plugIns,
  'exported names are documented': docComments,
  'nothing is dead': deadFiles,
  'nothing is unfinished or silenced': bannedWords,
  'types are kept': bannedSyntax,
  'files are named as nouns': fileNames,
};
