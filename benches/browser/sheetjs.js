// SheetJS in a worker: the whole file to rows, in its dense form.
importScripts("/npm/xlsx/dist/xlsx.full.min.js");
self.onmessage = async ({ data: file }) => {
  const workbook = XLSX.read(await file.arrayBuffer(), { dense: true });
  const rows = XLSX.utils.sheet_to_json(workbook.Sheets[workbook.SheetNames[0]], { header: 1 });
  postMessage(rows.length - 1);
};
postMessage("ready");
