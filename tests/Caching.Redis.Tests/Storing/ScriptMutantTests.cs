using System.Reflection;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Redis.Tests.Storing;

/// <summary>Runs each mutant of the scripts on a real Redis: a rule that survives one has proven nothing.</summary>
public sealed class ScriptMutantTests(RedisServer redis) : IClassFixture<RedisServer>
{
    public static TheoryData<string> Faults => [.. ScriptMutants.All.Select(mutant => mutant.Fault)];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_mutant_is_caught_by_its_rule_and_by_no_flaw_of_the_rule(string fault)
    {
        var mutant = ScriptMutants.All.Single(mutant => mutant.Fault == fault);
        var rule = typeof(Rules).GetMethod(mutant.Rule)
            ?? throw new InvalidOperationException($"The suite has no rule {mutant.Rule}.");
        var cases = Cases(rule);

        Assert.Empty(await FailuresAsync(rule, cases, StoreScripts.Shipped));
        Assert.NotEmpty(await FailuresAsync(rule, cases, mutant.Scripts));
    }

    private async Task<List<Exception>> FailuresAsync(
        MethodInfo rule, List<object?[]?> cases, StoreScripts scripts)
    {
        var failures = new List<Exception>();
        foreach (var arguments in cases)
        {
            var rules = new Rules(redis.ConnectionString, scripts);
            await rules.InitializeAsync();
            try
            {
                await (Task)rule.Invoke(rules, arguments)!;
            }
            catch (Exception e)
            {
                failures.Add(e);
            }
            finally
            {
                await rules.DisposeAsync();
            }
        }

        return failures;
    }

    private static List<object?[]?> Cases(MethodInfo rule)
    {
        var given = rule.GetCustomAttributes<InlineDataAttribute>().Select(inline => inline.Data);
        return rule.GetParameters().Length == 0 ? [null] : [.. given];
    }

    private sealed class Rules(string connectionString, StoreScripts scripts)
        : RedisStoreConformance(connectionString)
    {
        internal override StoreScripts Scripts => scripts;
    }
}
