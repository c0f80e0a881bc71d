namespace MLSecOps.EndToEnd.Tests;

/// <summary>A device whose state is gone: the shipped agent installs nothing until the shipped hub hands back the floors that it attested last (G2).</summary>
public sealed class LostStateTests : IAsyncDisposable
{
    private const string Device = "camera";
    private readonly Fleet _fleet = new();

    public async ValueTask DisposeAsync() => await _fleet.DisposeAsync();

    [Fact]
    public async Task Floors_come_back_from_the_hub_and_nothing_older_does()
    {
        await _fleet.StartHubAsync();
        string ueid = await _fleet.DeviceAsync(Device);
        foreach (int release in new[] { 1, 2 })
        {
            _fleet.Push(release);
            _fleet.Ask("rollout", "start", _fleet[$"fashion-mnist-{release}.mlpkg"], "--all");
            await _fleet.UntilAsync(() => _fleet.Runs(ueid, release));
        }

        _fleet.StopAgent(Device);
        foreach (string file in Directory.GetFiles(_fleet[$"{Device}/state/state"], "slots.*"))
        {
            File.Delete(file);
        }

        File.Copy(_fleet["fashion-mnist-1.mlpkg"], _fleet[$"{Device}/state/drop/older.mlpkg"]);
        _fleet.RestartAgent(Device);
        await _fleet.UntilAsync(() => _fleet.Story(ueid).Contains("STATE_LOST"));
        await _fleet.UntilAsync(() => _fleet.AgentSaid(Device).Contains("RELEASE_BELOW_FLOOR", StringComparison.Ordinal));
        await _fleet.UntilAsync(() => _fleet.Runs(ueid, 2) && !_fleet.Findings(ueid).Contains("STATE_LOST"));
        Assert.Contains("the release floors are proven again: fashion-mnist 2", _fleet.AgentSaid(Device), StringComparison.Ordinal);
    }
}
