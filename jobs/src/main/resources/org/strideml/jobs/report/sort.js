// A click on a heading sorts the table by that column, a second one the other way round.
document.addEventListener("click", function (event) {
  var heading = event.target.closest("table.sortable th");
  if (!heading) return;
  var column = heading.cellIndex;
  var down = heading.getAttribute("aria-sort") === "ascending";
  var table = heading.closest("table");
  table.querySelectorAll("th").forEach(function (other) { other.removeAttribute("aria-sort"); });
  heading.setAttribute("aria-sort", down ? "descending" : "ascending");
  var body = table.tBodies[0];
  var rows = Array.prototype.slice.call(body.rows);
  rows.sort(function (a, b) {
    var x = a.cells[column], y = b.cells[column];
    var p = x.dataset.key, q = y.dataset.key;
    if ((p === undefined) !== (q === undefined)) return p === undefined ? 1 : -1;
    var order = p !== undefined ? p - q : x.textContent.localeCompare(y.textContent, undefined, { numeric: true });
    return down ? -order : order;
  });
  rows.forEach(function (row) { body.appendChild(row); });
});
