"""Messages as a PDF: the same blocks that Slack shows, with pictures, for people who file or print them."""

from templates.pdf.document import PdfCover, PdfPicture, write_pdf

__all__ = ["PdfCover", "PdfPicture", "write_pdf"]
