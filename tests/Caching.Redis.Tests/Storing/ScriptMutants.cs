namespace CacheFleet.Caching.Redis.Tests.Storing;

/// <summary>One deliberate fault in one script, and the rule of the suite that must not survive it.</summary>
internal sealed record ScriptMutant(
    string Fault, string Script, string Piece, string By, string Rule)
{
    public StoreScripts Scripts
    {
        get
        {
            var shipped = StoreScripts.Shipped;
            return Script switch
            {
                "look" => shipped with { Look = shipped.Look.Mutated(Piece, By) },
                "write" => shipped with { Write = shipped.Write.Mutated(Piece, By) },
                "release" => shipped with { Release = shipped.Release.Mutated(Piece, By) },
                "invalidate" =>
                    shipped with { Invalidate = shipped.Invalidate.Mutated(Piece, By) },
                "put" => shipped with { Put = shipped.Put.Mutated(Piece, By) },
                _ => throw new InvalidOperationException($"no script '{Script}'"),
            };
        }
    }
}

internal static class ScriptMutants
{
    private const string FenceCheck = "if not found[1] or found[1] ~= fence then return ";

    public static ScriptMutant DropsPresence { get; } = new(
        "write drops the presence check", "write", FenceCheck,
        "if found[1] and found[1] ~= fence then return ",
        nameof(RedisStoreTests.A_fill_from_before_an_eviction_is_refused));

    public static ScriptMutant DropsVersion { get; } = new(
        "write drops the version check", "write",
        "if version > 0 and version < held then", "if false then",
        nameof(RedisStoreTests.A_fill_older_than_the_tombstone_is_refused_and_keeps_nobody_waiting));

    public static ScriptMutant FenceStands { get; } = new(
        "invalidate does not move the fence", "invalidate", "'fence', fence, 'gone'", "'gone'",
        nameof(RedisStoreTests.A_fill_from_before_an_invalidation_is_refused_whatever_its_version));

    public static ScriptMutant Unfenced { get; } = new(
        "write is unfenced", "write", FenceCheck + "2 end", "",
        nameof(RedisStoreTests.A_holder_paused_past_its_lease_writes_nothing_over_its_successors_value));

    public static IReadOnlyList<ScriptMutant> All { get; } =
    [
        DropsPresence,
        DropsPresence with
        {
            Fault = "write drops the presence check, the store is lost",
            Rule = nameof(RedisStoreTests.A_fill_from_before_the_store_lost_everything_is_refused),
        },
        DropsVersion,
        DropsVersion with
        {
            Fault = "write forgets the entry's own version",
            Piece = "if readable(found[3]) then held",
            By = "if false then held",
            Rule = nameof(RedisStoreTests.A_fill_older_than_the_entry_is_refused),
        },
        FenceStands,
        Unfenced,
        new("write tells nobody", "write", "redis.call('PUBLISH'", "redis.call('ECHO', 'w') --",
            nameof(RedisStoreTests.Whoever_found_it_busy_is_woken_when_the_lease_ends)),
        new("look grants a second lease", "look", "leased > now", "false",
            nameof(RedisStoreTests.A_stale_entry_comes_with_the_lease_once_and_then_without)),
        new("look does not judge the hard TTL", "look", "now / 1000 >= keep", "false",
            nameof(RedisStoreTests.Past_its_hard_TTL_an_entry_is_no_answer_although_its_lease_lives_on)),
        new("look ignores the draw", "look", "load * tonumber(early)", "0",
            nameof(RedisStoreTests.An_early_draw_finds_an_entry_due_and_gets_the_lease)),
        new("a lease never ends", "look", "leased > now", "leased > 0",
            nameof(RedisStoreTests.A_dead_holders_lease_ends_and_the_next_one_has_a_greater_fence)),
        new("a lease does not move the fence", "look", "(tonumber(fence) or 0) + 1, now",
            "tonumber(fence) or now", nameof(RedisStoreTests.Each_lease_has_a_greater_fence)),
        new("the fence counts without the clock", "look", "(tonumber(fence) or 0) + 1, now",
            "(tonumber(fence) or 0) + 1",
            nameof(RedisStoreTests.A_fence_does_not_repeat_after_the_entry_has_been_evicted)),
        new("look leaves no word that it waits", "look", "'waiters', '1'", "'nobody', '1'",
            nameof(RedisStoreTests.Whoever_found_it_busy_is_woken_when_the_lease_ends)),
        new("look reads the header unchecked", "look", "not readable(entry)", "false",
            nameof(RedisStoreTests.An_entry_that_nobody_can_read_is_none)),
        new("release frees anybody's lease", "release",
            "if not found[1] or found[1] ~= ARGV[1] then return 0 end", "",
            nameof(RedisStoreTests.A_release_is_the_holders_alone)),
        new("release tells nobody", "release", "redis.call('PUBLISH'", "redis.call('ECHO', 'w') --",
            nameof(RedisStoreTests.Whoever_found_it_busy_is_woken_when_the_lease_ends)),
        new("invalidate drops what is newer", "invalidate", "if readable(found[3]) and version <=",
            "if false and version <=",
            nameof(RedisStoreTests.An_invalidation_no_newer_than_the_entry_leaves_it)),
        new("invalidate is not idempotent", "invalidate", "version <= gone and not found[3]",
            "false",
            nameof(RedisStoreTests.An_invalidation_told_twice_voids_no_load_that_began_between)),
        new("invalidate leaves no tombstone", "invalidate", "string.format('%.0f', gone)", "'0'",
            nameof(RedisStoreTests.A_fill_older_than_the_tombstone_is_refused_and_keeps_nobody_waiting)),
        new("invalidate leaves the lease", "invalidate", "'entry', 'lease', 'waiters'",
            "'entry', 'waiters'",
            nameof(RedisStoreTests.After_an_invalidation_nobody_waits_for_the_load_that_it_made_void)),
        new("put writes older over newer", "put", "if present and version <=",
            "if false and version <=",
            nameof(RedisStoreTests.A_write_through_stands_at_once_and_an_older_one_changes_nothing)),
        new("put does not move the fence", "put", "'fence', fence, 'entry'", "'entry'",
            nameof(RedisStoreTests.A_load_from_before_a_write_through_is_refused)),
        new("put stores where nothing is", "put", "local present = readable(found[3])", "local present = true",
            nameof(RedisStoreTests.A_write_through_with_nothing_to_replace_leaves_a_tombstone)),
        new("put leaves a tombstone and the fence", "put", "'fence', fence, 'gone'", "'gone'",
            nameof(RedisStoreTests.A_load_from_before_a_write_through_that_found_nothing_is_refused)),
        new("put keeps only its value's time", "put", "now / 1000 + ARGV[5]", "0",
            nameof(RedisStoreTests
                .A_change_is_remembered_beyond_the_end_of_the_value_that_has_it)),
        new("write shortens the tombstone", "write", "if (tonumber(found[2]) or 0) > 0", "if false",
            nameof(RedisStoreTests
                .A_change_is_remembered_beyond_the_end_of_the_value_that_has_it)),
        new("look forgets what has expired", "look", "if version > (tonumber(found[4]) or 0)",
            "if false",
            nameof(RedisStoreTests.A_value_that_has_expired_still_keeps_an_older_one_out)),
        new("invalidate does not tell of what is as new", "invalidate", "if version > gone",
            "if false",
            nameof(RedisStoreTests.A_change_that_the_entry_already_has_is_told_once_all_the_same)),
        new("put does not remember what is as new", "put", "if version > gone", "if false",
            nameof(RedisStoreTests
                .A_change_is_remembered_beyond_the_end_of_the_value_that_has_it)),
        new("put ignores the tombstone", "put", "if version < gone", "if false",
            nameof(RedisStoreTests
                .A_write_through_older_than_the_tombstone_is_refused_and_its_own_commit_is_not)),
    ];
}
