using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard.Wire;
using ResourceCommandState = Aspire.Hosting.ApplicationModel.ResourceCommandState;

namespace CacheFleet.Compat.Aspire.Tests.Dashboard;

public sealed class CommandTests : IAsyncLifetime
{
    private HostUnderTest _host = null!;
    private GrpcClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await HostUnderTest.StartAsync();
        _client = _host.Client();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_command_runs_on_the_instance_that_was_asked_for_and_answers_with_its_message()
    {
        string? ranOn = null;
        var api = new Thing("api").WithInstances("api-1", "api-2").WithCommand("kill", context =>
        {
            ranOn = context.ResourceName;
            return Task.FromResult(CommandResults.Success("Killed."));
        });
        await _host.RunAsync(api, "api-1");
        await _host.RunAsync(api, "api-2");

        var answer = await ExecuteAsync("api-2", "kill");

        Assert.Equal("api-2", ranOn);
        Assert.Equal((CommandOutcome.Succeeded, "Killed."), (answer.Kind, answer.Message));
    }

    [Fact]
    public async Task A_failure_an_exception_and_a_cancelled_command_are_told_apart()
    {
        var thing = new Thing("thing")
            .WithCommand("fails", _ => Task.FromResult(CommandResults.Failure("No gate 'x'.")))
            .WithCommand("throws", _ => throw new InvalidOperationException("Broken."))
            .WithCommand("stops", _ => Task.FromResult(CommandResults.Canceled()));
        await _host.RunAsync(thing);

        var failed = await ExecuteAsync("thing", "fails");
        var threw = await ExecuteAsync("thing", "throws");
        var stopped = await ExecuteAsync("thing", "stops");
        var unknown = await ExecuteAsync("thing", "flies");
        var nowhere = await ExecuteAsync("nothing", "fails");

        Assert.Equal((CommandOutcome.Failed, "No gate 'x'."), (failed.Kind, failed.ErrorMessage));
        Assert.Equal((CommandOutcome.Failed, "Broken."), (threw.Kind, threw.ErrorMessage));
        Assert.Equal(CommandOutcome.Cancelled, stopped.Kind);
        Assert.Equal("'thing' has no command 'flies'.", unknown.ErrorMessage);
        Assert.Equal("There is no resource 'nothing'.", nowhere.ErrorMessage);
    }

    [Fact]
    public async Task A_command_is_told_with_its_question_icon_and_present_state()
    {
        var thing = new Thing("thing").WithCommand(
            "wipe",
            _ => Task.FromResult(CommandResults.Success()),
            context => context.ResourceSnapshot.State?.Text == KnownResourceStates.Running
                ? ResourceCommandState.Enabled
                : ResourceCommandState.Disabled,
            "Really?");
        await _host.Notifications.PublishUpdateAsync(
            thing, s => s with { State = KnownResourceStates.Starting });
        using var stream = await _client.OpenAsync("WatchResources", new WatchResourcesRequest());
        var before = await stream.NextAsync(WatchResourcesUpdate.Parser);
        await _host.RunAsync(thing);
        var after = await stream.NextAsync(WatchResourcesUpdate.Parser);

        var command = before!.InitialData.Resources.Single().Commands.Single();
        Assert.Equal(
            ("wipe", "wipe!", "Really?", "Does wipe", "Beaker", true, CommandState.Disabled),
            (command.Name, command.DisplayName, command.ConfirmationMessage, command.DisplayDescription,
                command.IconName, command.IsHighlighted, command.State));
        Assert.Equal(
            CommandState.Enabled, after!.Changes.Value.Single().Upsert.Commands.Single().State);
    }

    [Fact]
    public async Task A_command_on_a_resource_runs_on_all_its_instances_and_names_those_that_failed()
    {
        var api = new Thing("api").WithInstances("api-1", "api-2", "api-3").WithCommand(
            "drop",
            context => Task.FromResult(context.ResourceName == "api-2"
                ? CommandResults.Failure("busy")
                : CommandResults.Success()));

        var result = await _host.Commands.ExecuteCommandAsync(api, "drop");

        Assert.False(result.Success);
        Assert.Equal("'drop' failed on 1 of 3 instances. api-2: busy", result.Message);
    }

    [Theory]
    [InlineData("Running", "Hidden", "Enabled", "Enabled")]
    [InlineData("Exited", "Enabled", "Hidden", "Disabled")]
    [InlineData("Finished", "Enabled", "Hidden", "Disabled")]
    [InlineData("FailedToStart", "Enabled", "Hidden", "Disabled")]
    [InlineData("NotStarted", "Enabled", "Hidden", "Disabled")]
    [InlineData("Waiting", "Enabled", "Hidden", "Disabled")]
    [InlineData("Starting", "Disabled", "Hidden", "Disabled")]
    [InlineData("Stopping", "Hidden", "Disabled", "Disabled")]
    [InlineData(null, "Disabled", "Hidden", "Disabled")]
    public void Start_stop_and_restart_are_offered_where_they_make_sense(
        string? state, string start, string stop, string restart)
    {
        Assert.Equal(
            (start, stop, restart),
            (LifecycleCommands.StartState(state).ToString(),
                LifecycleCommands.StopState(state).ToString(),
                LifecycleCommands.RestartState(state).ToString()));
    }

    private Task<ResourceCommandResponse> ExecuteAsync(string resource, string command) =>
        _client.CallAsync(
            "ExecuteResourceCommand",
            new ResourceCommandRequest { ResourceName = resource, CommandName = command },
            ResourceCommandResponse.Parser);
}
