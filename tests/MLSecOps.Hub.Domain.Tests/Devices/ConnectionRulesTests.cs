using CsCheck;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Records;

namespace MLSecOps.Hub.Domain.Tests.Devices;

public sealed class ConnectionRulesTests
{
    private static readonly DeviceState Connected = ConnectionRules.Born(new DeviceState(Some.Ueid), Birth(7), Some.Noon).State;

    [Fact]
    public void A_birth_connects_and_brings_the_inventory()
    {
        (DeviceState state, Change? line) = ConnectionRules.Born(new DeviceState(Some.Ueid), Birth(7), Some.Noon);
        Assert.Equal((true, 7L, "0.1.0", "rpi5"), (state.Connected, state.BdSeq, state.AgentVersion, state.Hardware));
        Assert.Equal("connected, agent 0.1.0", line!.What);
    }

    [Fact]
    public void The_same_birth_again_is_no_news() => Assert.Null(ConnectionRules.Born(Connected, Birth(7), Some.Noon).Line);

    [Fact]
    public void The_will_of_this_connection_ends_it()
    {
        (DeviceState state, Change? line) = ConnectionRules.Died(Connected, 7, Some.Noon.AddMinutes(1));
        Assert.Equal((false, Some.Noon.AddMinutes(1)), (state.Connected, state.Died));
        Assert.NotNull(line);
    }

    [Fact]
    public void The_will_of_an_earlier_connection_is_stale() => Assert.Equal((Connected, null), ConnectionRules.Died(Connected, 6, Some.Noon));

    [Fact]
    public void A_birth_of_an_earlier_connection_is_stale() => Assert.Equal((Connected, null), ConnectionRules.Born(Connected, Birth(6), Some.Noon));

    [Fact]
    public void A_birth_that_comes_after_its_own_will_brings_nothing_back()
    {
        DeviceState dead = ConnectionRules.Died(new DeviceState(Some.Ueid), 7, Some.Noon).State;
        (DeviceState state, Change? line) = ConnectionRules.Born(dead, Birth(7), Some.Noon.AddSeconds(1));
        Assert.False(state.Connected);
        Assert.Null(line);
    }

    [Fact]
    public void A_newer_birth_connects_again() => Assert.Equal(
        (true, null), ConnectionRules.Born(ConnectionRules.Died(Connected, 7, Some.Noon).State, Birth(8), Some.Noon) is var (state, _) ? (state.Connected, state.Died) : default);

    [Fact]
    public void Whatever_the_order_and_repetition_the_newest_connection_says_whether_one_exists() =>
        (from newest in Gen.Long[1, 5]
         from ended in Gen.Bool
         let told = Enumerable.Range(1, (int)newest).SelectMany(number => number < newest || ended
             ? [(Number: (long)number, Birth: true), (Number: number, Birth: false)]
             : (IEnumerable<(long Number, bool Birth)>)[(number, true)])
         from again in Gen.Int[0, 3]
         from order in Gen.Shuffle(((long Number, bool Birth)[])[.. Enumerable.Repeat(told, again + 1).SelectMany(each => each)])
         select (newest, ended, order)).Sample(run =>
    {
        DeviceState state = new(Some.Ueid);
        foreach ((long number, bool birth) in run.order)
        {
            state = birth ? ConnectionRules.Born(state, Birth(number), Some.Noon).State : ConnectionRules.Died(state, number, Some.Noon).State;
        }

        Assert.Equal((run.newest, !run.ended), (state.BdSeq, state.Connected));
    });

    private static BirthRecord Birth(long bdSeq) => new(BirthRecord.SchemaName, "2026-11-20T12:00:00Z", bdSeq, "0.1.0", "enforce", "rpi5", []);
}
