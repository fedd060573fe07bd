using NBomber.Contracts;

namespace NBomber.Engine.Running;

/// <summary>Ends an iteration whose step has failed (RestartIterationOnFail).</summary>
internal sealed class StepFailedException(string step) : Exception($"Step '{step}' failed.");

internal static class MeasuredStep
{
    public static async Task<Response<T>> RunAsync<T>(
        string name, ScenarioCopy copy, Func<Task<Response<T>>> run)
    {
        var started = copy.GetScenarioTimerTime();
        var response = await AnswerAsync(name, copy, run);
        copy.RecordStep(name, response, copy.GetScenarioTimerTime() - started);
        if (response.IsError && copy.RestartIterationOnFail)
            throw new StepFailedException(name);
        return response;
    }

    private static async Task<Response<T>> AnswerAsync<T>(
        string name, ScenarioCopy copy, Func<Task<Response<T>>> run)
    {
        try
        {
            return await run();
        }
        catch (OperationCanceledException)
            when (copy.ScenarioCancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException)
        {
            return StandardResponses.Timeout<T>();
        }
        catch (Exception error) when (error is not StepFailedException)
        {
            copy.Logger.Error(
                error, "Unhandled exception in scenario {Scenario}, step {Step}",
                copy.ScenarioInfo.ScenarioName, name);
            return StandardResponses.Unhandled<T>(error);
        }
    }
}
