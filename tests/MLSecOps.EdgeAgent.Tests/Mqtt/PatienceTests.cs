using MLSecOps.EdgeAgent.Mqtt;
using MLSecOps.EdgeAgent.Tests.Hub;
using MLSecOps.Formats.Eat;
using Microsoft.Extensions.Time.Testing;

namespace MLSecOps.EdgeAgent.Tests.Mqtt;

/// <summary>Pauses, numbers and nonces, without a network.</summary>
public sealed class PatienceTests : IDisposable
{
    private readonly TestHub _hub = new();

    public void Dispose() => _hub.Dispose();

    [Fact]
    public void Pauses_are_random_below_a_ceiling_that_doubles_to_a_limit_and_begins_anew()
    {
        BackOff all = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), () => 1);
        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300], Enumerable.Range(0, 11).Select(_ => (int)all.Next().TotalSeconds));
        all.Reset();
        Assert.Equal(1, all.Next().TotalSeconds);

        BackOff half = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), () => 0.5);
        Assert.Equal([0.5, 1, 2], Enumerable.Range(0, 3).Select(_ => half.Next().TotalSeconds));
    }

    /// <summary>Pauses of many devices are spread evenly below the ceiling of their attempt (Kolmogorov-Smirnov, 1 in 1000), so that a fleet does not come back at once.</summary>
    [Fact]
    public void Pauses_are_uniform_below_the_ceiling_of_their_attempt()
    {
        const int Devices = 2000;
        Random random = new(20261126);
        BackOff[] fleet = [.. Enumerable.Range(0, Devices).Select(_ => new BackOff(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), random.NextDouble))];
        for (int attempt = 0; attempt < 11; attempt++)
        {
            double ceiling = Math.Min(Math.Pow(2, attempt), 300);
            double[] pauses = [.. fleet.Select(device => device.Next().TotalSeconds / ceiling).Order()];
            Assert.InRange(pauses[^1], 0.99, 1);
            double distance = pauses.Select((pause, i) => Math.Max(Math.Abs(pause - ((double)i / Devices)), Math.Abs(pause - ((i + 1.0) / Devices)))).Max();
            Assert.True(distance < 1.95 / Math.Sqrt(Devices), $"attempt {attempt}: {distance}");
        }
    }

    [Fact]
    public void A_pause_stays_within_its_limit_after_any_number_of_failures()
    {
        BackOff pauses = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), () => 1);
        Assert.All(Enumerable.Range(0, 5000).Select(_ => pauses.Next()), pause => Assert.InRange(pause, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)));
    }

    [Fact]
    public void Connections_are_numbered_over_restarts_and_damage()
    {
        string file = _hub.Folder["number"];
        Assert.Equal([1L, 2], [new ConnectionNumber(file, _hub.Log).Next(), new ConnectionNumber(file, _hub.Log).Next()]);
        File.WriteAllText(file, "nonsense");
        Assert.Equal(1, new ConnectionNumber(file, _hub.Log).Next());

        ConnectionNumber nowhere = new(_hub.Folder["absent/number"], _hub.Log);
        Assert.Equal([1L, 2], [nowhere.Next(), nowhere.Next()]);
        Assert.Contains("[STORE_FAILED]", _hub.JournalText, StringComparison.Ordinal);
    }

    [Fact]
    public void A_nonce_counts_as_long_as_the_hub_said_from_its_arrival_whatever_the_clock_says()
    {
        FakeTimeProvider time = new(DateTimeOffset.UnixEpoch);
        EpochNonce nonces = new(time);
        Challenge first = Nonce(1, 0);
        Challenge second = Nonce(2, 100);

        nonces.Keep(second);
        nonces.Keep(first);
        Assert.Equal(second.Nonce.ToArray(), nonces.Newest!.Value.Nonce.ToArray());
        Assert.Equal(TimeSpan.FromMinutes(5), nonces.Newest!.Value.Left);
        time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        Assert.NotNull(nonces.Newest);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(nonces.Newest);
    }

    [Fact]
    public async Task Calls_before_the_waiting_count_once()
    {
        FakeTimeProvider time = new();
        WakeUp wake = new(time);
        wake.Call();
        wake.Call();

        Assert.True(await wake.WaitAsync(TimeSpan.FromHours(1), TestContext.Current.CancellationToken));
        Task<bool> waiting = wake.WaitAsync(TimeSpan.FromHours(1), TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromHours(1));
        Assert.False(await waiting);
    }

    private static Challenge Nonce(byte value, int after)
    {
        DateTimeOffset issued = new DateTimeOffset(2026, 11, 25, 0, 0, 0, TimeSpan.Zero).AddSeconds(after);
        return new Challenge(Enumerable.Repeat(value, 32).ToArray(), issued, issued.AddMinutes(5), ChallengeKind.Epoch, null);
    }
}
