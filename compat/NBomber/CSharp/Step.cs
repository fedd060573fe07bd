using NBomber.Contracts;
using NBomber.Engine.Running;

namespace NBomber.CSharp;

/// <summary>A part of an iteration that is measured by itself.</summary>
public static class Step
{
    public static Task<Response<T>> Run<T>(
        string name, IScenarioContext context, Func<Task<Response<T>>> run) =>
        MeasuredStep.RunAsync(name, (ScenarioCopy)context, run);
}
