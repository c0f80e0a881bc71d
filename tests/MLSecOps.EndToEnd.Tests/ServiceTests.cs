using MLSecOps.TestKit;

namespace MLSecOps.EndToEnd.Tests;

/// <summary>The agent as a service: what systemd and an administrator see.</summary>
public sealed class ServiceTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Ready_status_reload_and_stopping_are_notified()
    {
        using RunningAgent agent = new(_folder);
        await agent.StartAsync();
        Assert.True(File.Exists(agent.Socket));
        agent.Drop(agent.Package(1));
        await agent.UntilAsync(() => agent.Notify.Received.Any(message => message.Contains("STATUS=1 trusted", StringComparison.Ordinal)));

        await agent.ReloadAsync();
        await agent.UntilAsync(() => agent.Notify.Received.Any(message => message.Contains("RELOADING=1", StringComparison.Ordinal) && message.Contains("MONOTONIC_USEC=", StringComparison.Ordinal)));
        await agent.UntilAsync(() => agent.Said.Contains("the configuration was read again", StringComparison.Ordinal));
        Assert.Equal(0, await agent.StopAsync());
        Assert.Contains(agent.Notify.Received, message => message.Contains("STOPPING=1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_watchdog_is_fed()
    {
        using RunningAgent agent = new(_folder);
        await agent.StartAsync(("WATCHDOG_USEC", "200000"));
        await agent.UntilAsync(() => agent.Notify.Received.Count(message => message.Contains("WATCHDOG=1", StringComparison.Ordinal)) >= 3);
    }

    [Fact]
    public async Task A_bad_reload_is_refused_and_the_configuration_in_force_stays()
    {
        using RunningAgent agent = new(_folder);
        await agent.StartAsync();
        agent.WriteConfiguration("[updates]\nsoak = \"soon\"\n");
        await agent.ReloadAsync();
        await agent.UntilAsync(() => agent.Said.Contains("CONFIGURATION_UNKNOWN_KEY", StringComparison.Ordinal));
        agent.Drop(agent.Package(1));
        await agent.UntilAsync(() => agent.Runs(1));
    }

    [Fact]
    public async Task A_second_agent_on_the_same_state_ends_with_a_reason_and_the_first_goes_on()
    {
        using RunningAgent agent = new(_folder);
        await agent.StartAsync();
        ToolRun second = await agent.SecondAsync();
        Assert.Equal(1, second.ExitCode);
        Assert.Contains("STATE_LOCKED", second.Error);
        Assert.NotNull(agent.Status());
    }

    [Fact]
    public async Task An_unreadable_configuration_ends_with_every_problem_and_exit_code_2()
    {
        using RunningAgent agent = new(_folder);
        agent.WriteConfiguration("[updates]\nx = 1\n[watch]\ninterval = \"often\"\n");
        ToolRun refused = await ToolRun.Run(Programs.Agent, "--config", _folder["agent.toml"]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("agent.toml:", refused.Error);
        Assert.Contains("watch.interval", refused.Error);
        Assert.Equal(2, (await ToolRun.Run(Programs.Agent, "--config", _folder["missing.toml"])).ExitCode);
        Assert.Equal(2, (await ToolRun.Run(Programs.Agent, "--confg")).ExitCode);
    }

    [Fact]
    public async Task A_stranger_to_varlink_speaks_with_the_agent()
    {
        using RunningAgent agent = new(_folder);
        await agent.StartAsync();
        string script = Path.Combine(Programs.Root, "tests/MLSecOps.EndToEnd.Tests/varlink_client.py");
        string said = await ToolRun.Must("python3", script, agent.Socket);
        Assert.Contains("GetInfo ok", said);
        Assert.Contains("description ok", said);
        Assert.Contains("status ok", said);
        Assert.Contains("unknown method refused", said);
        Assert.Contains("garbage closes", said);
        Assert.NotNull(agent.Status());
    }
}
