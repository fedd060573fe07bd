using Aspire.Hosting;

// A small fleet with one of each: a one-shot, replicas behind a balancer, a client. Also run as a
// process of
// its own, to be killed.
var builder = DistributedApplication.CreateBuilder(args);
if (builder.Configuration["Port"] is { } port)
    builder.AddExecutable("fixed", "sleep", ".", "600").WithHttpEndpoint(port: int.Parse(port));
if (builder.Configuration["Program"] is { } program)
    builder.AddExecutable("custom", program, ".");

var setup = builder.AddExecutable("setup", "sh", ".", "-c", "echo setting up; sleep 0.3; echo done");
var web = builder.AddProject<Projects.Compat_Aspire_Web>("web")
    .WithHttpEndpoint(name: "http")
    .WithHttpHealthCheck("/health")
    .WithReplicas(3)
    .WaitForCompletion(setup);
builder.AddExecutable("client", "sleep", ".", "600")
    .WithReference(web)
    .WithParentRelationship(web)
    .WaitFor(web);
builder.Build().Run();
