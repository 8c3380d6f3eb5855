// Fetches the page's contents again every two seconds, and keeps how tables are sorted.
(function () {
  var version = "", failures = 0;
  function sorted() {
    return Array.prototype.map.call(document.querySelectorAll("table.sortable"), function (table) {
      var heading = table.querySelector("th[aria-sort]");
      return heading && [heading.cellIndex, heading.getAttribute("aria-sort")];
    });
  }
  function sortAgain(orders) {
    document.querySelectorAll("table.sortable").forEach(function (table, i) {
      if (!orders[i]) return;
      var button = table.querySelectorAll("th button")[orders[i][0]];
      button.click();
      if (orders[i][1] === "descending") button.click();
    });
  }
  function show(text) {
    var orders = sorted();
    document.querySelector("main").innerHTML = text;
    sortAgain(orders);
    document.documentElement.dataset.updates = 1 + Number(document.documentElement.dataset.updates || 0);
  }
  function ended() {
    document.title = "ended · " + document.title;
    document.querySelector("main").insertAdjacentHTML("afterbegin",
      "<p class=\"note\">Nobody answers any more; this is the last that was seen. report.html in the folder has the end.</p>");
  }
  function again() {
    fetch("body", { headers: version ? { "If-None-Match": version } : {}, cache: "no-store" }).then(function (answer) {
      failures = 0;
      version = answer.headers.get("ETag") || "";
      return answer.status === 200 ? answer.text().then(show) : null;
    }).catch(function () { failures++; }).then(function () {
      if (failures < 5) setTimeout(again, 2000); else ended();
    });
  }
  setTimeout(again, 2000);
})();
