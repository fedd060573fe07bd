using CacheFleet.ServiceDefaults;

namespace CacheFleet.Invalidation.Worker;

/// <summary>
/// Puts the program together; tests build it the same way with settings of their own.
/// </summary>
public static class WorkerApp
{
    public static WebApplication Create(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        builder.AddWorker();
        var app = builder.Build();
        app.MapDefaultEndpoints();
        return app;
    }
}
