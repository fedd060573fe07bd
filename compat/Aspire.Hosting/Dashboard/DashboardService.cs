using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard.Wire;

namespace Aspire.Hosting.Dashboard;

/// <summary>
/// The methods of aspire.v1.DashboardService: what the dashboard sees of the host and may do to it.
/// </summary>
internal sealed class DashboardService(
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    ResourceCommandService commands,
    TimeProvider clock,
    string applicationName)
{
    // The dashboard refuses messages of more than 16 MB; a character is at most three bytes.
    private const int BatchCharacters = 1024 * 1024;
    private readonly DateTime _startedAt = clock.GetUtcNow().UtcDateTime;

    public Task HandleAsync(string method, GrpcCall call) => method switch
    {
        "GetApplicationInformation" => GetApplicationInformationAsync(call),
        "WatchResources" => WatchResourcesAsync(call),
        "WatchResourceConsoleLogs" => WatchResourceConsoleLogsAsync(call),
        "ExecuteResourceCommand" => ExecuteResourceCommandAsync(call),
        "WatchInteractions" => WatchInteractionsAsync(call),
        _ => throw new GrpcException(GrpcStatus.Unimplemented, $"There is no method '{method}'."),
    };

    private async Task GetApplicationInformationAsync(GrpcCall call)
    {
        await call.ReadAsync(ApplicationInformationRequest.Parser).ConfigureAwait(false);
        await call.WriteAsync(new ApplicationInformationResponse { ApplicationName = applicationName })
            .ConfigureAwait(false);
    }

    // The changes that have gathered while the last batch was on its way go out together, the
    // newest of
    // each instance only: a slow dashboard skips states, it does not fall behind.
    private async Task WatchResourcesAsync(GrpcCall call)
    {
        await call.ReadAsync(WatchResourcesRequest.Parser).ConfigureAwait(false);
        using var watch = notifications.Subscribe();
        var all = new InitialResourceData();
        all.Resources.AddRange(watch.Current.Select(Describe));
        await call.WriteAsync(new WatchResourcesUpdate { InitialData = all }).ConfigureAwait(false);
        while (await watch.Changes.WaitToReadAsync(call.Cancelled).ConfigureAwait(false))
        {
            var newest = new Dictionary<string, ResourceEvent>();
            while (watch.Changes.TryRead(out var change)) newest[change.ResourceId] = change;
            var changes = new WatchResourcesChanges();
            changes.Value.AddRange(
                newest.Values.Select(c => new WatchResourcesChange { Upsert = Describe(c) }));
            await call.WriteAsync(new WatchResourcesUpdate { Changes = changes }).ConfigureAwait(false);
        }
    }

    private ResourceView Describe(ResourceEvent told) => ResourceMessage.From(told, _startedAt);

    private async Task WatchResourceConsoleLogsAsync(GrpcCall call)
    {
        var asked = await call.ReadAsync(WatchResourceConsoleLogsRequest.Parser).ConfigureAwait(false);
        await call.OpenAsync().ConfigureAwait(false);
        var console = asked.SuppressFollow
            ? loggers.GetAllAsync(asked.ResourceName)
            : loggers.WatchAsync(asked.ResourceName);
        await foreach (var lines in console.WithCancellation(call.Cancelled).ConfigureAwait(false))
            foreach (var batch in InBatches(lines))
                await call.WriteAsync(batch).ConfigureAwait(false);
    }

    private static IEnumerable<WatchResourceConsoleLogsUpdate> InBatches(IReadOnlyList<LogLine> lines)
    {
        var batch = new WatchResourceConsoleLogsUpdate();
        var characters = 0;
        foreach (var line in lines)
        {
            if (characters > 0 && characters + line.Content.Length > BatchCharacters)
            {
                yield return batch;
                (batch, characters) = (new WatchResourceConsoleLogsUpdate(), 0);
            }

            characters += line.Content.Length;
            batch.LogLines.Add(new ConsoleLogLine
            {
                Text = line.Content,
                IsStdErr = line.IsErrorMessage,
                LineNumber = line.LineNumber,
            });
        }

        if (batch.LogLines.Count > 0) yield return batch;
    }

    private async Task ExecuteResourceCommandAsync(GrpcCall call)
    {
        var asked = await call.ReadAsync(ResourceCommandRequest.Parser).ConfigureAwait(false);
        var result = await commands
            .ExecuteCommandAsync(asked.ResourceName, asked.CommandName, call.Cancelled)
            .ConfigureAwait(false);
        await call.WriteAsync(CommandMessage.From(result)).ConfigureAwait(false);
    }

    // We never ask the user anything, but the dashboard watches for questions as long as it lives.
    // Were this
    // stream to end or to fail, it would take the host for gone and connect anew for ever.
    private static async Task WatchInteractionsAsync(GrpcCall call)
    {
        await call.OpenAsync().ConfigureAwait(false);
        await Task.Delay(Timeout.InfiniteTimeSpan, call.Cancelled).ConfigureAwait(false);
    }
}
