// What the tests of the stand-in run as a project: it tells who it is, and dies when asked to.
var app = WebApplication.CreateSlimBuilder(args).Build();
app.MapGet("/", () => Environment.ProcessId);
app.MapGet("/health", () => "well");
app.MapGet("/env/{name}", (string name) => Environment.GetEnvironmentVariable(name));
app.MapPost("/exit/{code:int}", (int code) => Environment.Exit(code));
Console.WriteLine($"web runs as {Environment.ProcessId}");
app.Run();
