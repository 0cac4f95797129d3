"""A reader of Acme's notes: a first line ``%NOTES``, then one paragraph a line."""

from grader.errors import InputError
from grader.protocols import Source
from grader.schema.document import Block, Document


class NotesReader:
    name = "acme.notes"

    def recognises(self, source: Source) -> float:
        return 0.99 if source.content.startswith(b"%NOTES") else 0.0

    def read(self, source: Source) -> Document:
        try:
            head, _, text = source.content.decode("utf-8").partition("\n")
        except UnicodeDecodeError as e:
            raise InputError(source.name, "is not UTF-8", "export the notes again") from e
        if head != "%NOTES" or not text.strip():
            raise InputError(source.name, "holds no notes")
        blocks, at = [], 0
        for number, line in enumerate(text.split("\n"), 2):
            if line.strip():
                blocks.append(Block(kind="paragraph", start=at, end=at + len(line), line=number))
            at += len(line) + 1
        return Document(kind="design", format=self.name, text=text, blocks=tuple(blocks))
