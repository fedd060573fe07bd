// Draws what the program measured: charts[section][chart], one canvas each.
const palette = ["#d1343c", "#2a6fdb", "#2a9d4a", "#e08a00", "#8a4fd0", "#00a0a8", "#c2489c", "#777777"];

function axis(title, logarithmic, stacked) {
  return {
    type: logarithmic ? "logarithmic" : "linear",
    // A bar that ends at 1 must be seen on a logarithmic axis too.
    ...(logarithmic ? { suggestedMin: 0.5 } : { beginAtZero: true }),
    stacked,
    title: { display: true, text: title },
  };
}

function draw(canvas, chart) {
  const datasets = chart.series.map((series, i) => ({
    label: series.name,
    data: series.values,
    backgroundColor: palette[i % palette.length] + "cc",
    borderColor: palette[i % palette.length],
    borderWidth: chart.kind === "line" ? 2 : 0,
    pointRadius: chart.labels.length > 60 ? 0 : 3,
    maxBarThickness: 60,
  }));
  new Chart(canvas, {
    type: chart.kind,
    data: { labels: chart.labels, datasets },
    options: {
      animation: false,
      maintainAspectRatio: false,
      plugins: { legend: { position: "bottom" } },
      scales: {
        x: { stacked: chart.stacked, title: { display: true, text: chart.xTitle } },
        y: axis(chart.yTitle, chart.logarithmicY, chart.stacked),
      },
    },
  });
}

charts.forEach((section, s) =>
  section.forEach((chart, c) => draw(document.getElementById(`c${s}-${c}`), chart)));
document.body.dataset.drawn = charts.flat().length;
