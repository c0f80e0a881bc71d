using MLSecOps.Behaviour.Applications;

namespace MLSecOps.Behaviour.Tests.Applications;

public sealed class CanaryOrderTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(index => (byte)index)];

    [Fact]
    public void Every_round_has_every_vector_once_in_an_order_of_its_own()
    {
        CanaryOrder order = new(6, Secret);
        int[][] rounds = [.. Enumerable.Range(0, 200).Select(_ => Enumerable.Range(0, 6).Select(_ => order.Next()).ToArray())];

        Assert.All(rounds, round => Assert.Equal(Enumerable.Range(0, 6), round.Order()));
        Assert.True(rounds.Select(round => string.Join(',', round)).Distinct().Count() > 120);
        // Where one comes first is as likely for each: 200/6 = 33; 4 standard deviations are 21.
        Assert.All(rounds.GroupBy(round => round[0]), first => Assert.InRange(first.Count(), 12, 55));
    }

    [Fact]
    public void Another_secret_gives_another_order()
    {
        CanaryOrder one = new(64, Secret), other = new(64, [.. Secret.Reverse()]), same = new(64, Secret);
        int[] first = [.. Enumerable.Range(0, 64).Select(_ => one.Next())];
        Assert.Equal(first, Enumerable.Range(0, 64).Select(_ => same.Next()));
        Assert.NotEqual(first, Enumerable.Range(0, 64).Select(_ => other.Next()));
        Assert.Equal(one.Token(), same.Token());
        Assert.NotEqual(one.Token(), other.Token());
    }

    [Fact]
    public void Tokens_differ_and_waits_stay_within_their_bounds()
    {
        CanaryOrder order = new(1, Secret);
        ulong[] tokens = [.. Enumerable.Range(0, 1000).Select(_ => order.Token())];
        Assert.Equal(1000, tokens.Distinct().Count());
        Assert.DoesNotContain(0UL, tokens);

        TimeSpan mean = TimeSpan.FromMinutes(1);
        TimeSpan[] waits = [.. Enumerable.Range(0, 1000).Select(_ => order.Wait(mean))];
        Assert.InRange(waits.Min(), mean * 0.5, mean * 0.52);
        Assert.InRange(waits.Max(), mean * 1.48, mean * 1.5);
    }

    [Fact]
    public void Refuses_nothing_to_order_and_a_short_secret()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CanaryOrder(0, Secret));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CanaryOrder(1, Secret.AsSpan(1)));
    }
}
