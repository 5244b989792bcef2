// Handing what was made on this page to the reader as a file.

/** Save a text or bytes under a name; the browser asks or does as it is set to. */
export function saveFile(name: string, content: BlobPart, mediaType: string): void {
  const address = URL.createObjectURL(new Blob([content], { type: mediaType }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // Some browsers read the content only after the click has been dealt with.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
