using System.Net;
using System.Net.Sockets;
using MLSecOps.Configuration.Hub;
using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Service;
using MLSecOps.Hub.Tests.Live;
using MLSecOps.TestKit;

namespace MLSecOps.Hub.Tests.Service;

/// <summary>A port that is taken is named, and nothing stays half open.</summary>
public sealed class PortTests : IDisposable
{
    private readonly TcpListener _other = new(IPAddress.Loopback, 0);
    private readonly ScratchFolder _folder = new();

    public PortTests() => _other.Start();

    private int Taken => ((IPEndPoint)_other.LocalEndpoint).Port;

    public void Dispose()
    {
        _other.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("HTTPS")]
    [InlineData("MQTT")]
    [InlineData("the page")]
    public async Task A_taken_port_is_named(string what)
    {
        ListenAddress taken = new(IPAddress.Loopback, Taken);
        AddressTakenException thrown = await Assert.ThrowsAsync<AddressTakenException>(async () => (await LiveHub.StartAsync(change: configuration => what switch
        {
            "HTTPS" => configuration with { Https = taken },
            "MQTT" => configuration with { Mqtt = taken },
            _ => configuration with { Page = taken },
        })).ToString());
        Assert.Equal((what, $"127.0.0.1:{Taken}"), (thrown.What, thrown.Address));
    }

    [Theory]
    [InlineData("https")]
    [InlineData("mqtt")]
    [InlineData("page")]
    public async Task The_program_says_which_and_ends_as_one_that_could_not(string which)
    {
        FleetKeys.Honest.Write(_folder.Path);
        string Listen(string name) => $"[{name}]\nlisten = \"127.0.0.1:{(name == which ? Taken : 0)}\"\n";
        string file = _folder.Write("hub.toml", System.Text.Encoding.UTF8.GetBytes(
            $"""
            [hub]
            state_dir = "{_folder["state"]}"
            identity_dir = "{_folder["hub"]}"
            trust = "{_folder["trust.toml"]}"
            {Listen("https")}
            {Listen("mqtt")}
            {Listen("page")}
            """));
        ToolRun run = await RunAsync("--config", file);
        Assert.Equal(ExitCodes.Operational, run.ExitCode);
        string[] lines = run.Error.Trim().Split('\n');
        Assert.Contains(lines, line => line.StartsWith("mlsec-hub: error: ", StringComparison.Ordinal)
            && line.Contains($"127.0.0.1:{Taken}", StringComparison.Ordinal) && line.EndsWith($"[{HubReasons.AddressInUse.Code}]", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("mlsec-hub: next: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keys_that_do_not_fit_end_the_program_as_a_wrong_configuration()
    {
        FleetKeys.Honest.Write(_folder.Path);
        File.Delete(Path.Combine(_folder["hub"], "signer.key"));
        string file = _folder.Write("hub.toml", System.Text.Encoding.UTF8.GetBytes(
            $"""
            [hub]
            state_dir = "{_folder["state"]}"
            identity_dir = "{_folder["hub"]}"
            trust = "{_folder["trust.toml"]}"
            """));
        ToolRun run = await RunAsync("--config", file, "--check-config");
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains(Path.Combine(_folder["hub"], "signer.pem"), run.Error, StringComparison.Ordinal);
        Assert.Contains($"[{HubReasons.IdentityUnusable.Code}]", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["state"]));
    }

    private static Task<ToolRun> RunAsync(params string[] arguments) =>
        ToolRun.Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "mlsec-hub.dll"), .. arguments]);
}
