using MLSecOps.Core.Update;
using MLSecOps.TestKit;

namespace MLSecOps.EndToEnd.Tests;

/// <summary>The shipped agent, worker and command line on one machine, with the real sample model.</summary>
public sealed class DeviceTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_signed_model_is_installed_tampered_with_noticed_and_restored()
    {
        using RunningAgent agent = new(_folder);
        await agent.StartAsync();
        agent.Drop(agent.Package(1));
        await agent.UntilAsync(() => agent.Runs(1));
        byte[] signed = File.ReadAllBytes(agent.InstalledModel);

        // A pass is keyed by the whole digest of the engine (G1): it once was by the twelve digits that people read.
        Assert.Matches("engine sha256:[0-9a-f]{64}$", agent.Status()!.Value.GetProperty("models")[0].GetProperty("rehearsal").GetProperty("engine").GetString());
        Assert.Equal(File.ReadAllBytes(Path.Combine(Programs.SampleModel, "model.onnx")), signed);

        FlipByte(new FileInfo(agent.InstalledModel).ResolveLinkTarget(true)?.FullName ?? agent.InstalledModel, 50_000);
        await agent.UntilAsync(() => agent.Found("MODEL_TAMPERED"));
        await agent.UntilAsync(() => agent.Runs(1) && File.ReadAllBytes(agent.InstalledModel).AsSpan().SequenceEqual(signed));
        Assert.Contains("expected sha256:", agent.Said);
        Assert.Single(Directory.GetFiles(_folder["state/quarantine"], "0.bin", SearchOption.AllDirectories));

        // A second time: the watch follows the folder that replaced the tampered one.
        FlipByte(agent.InstalledModel, 60_000);
        await agent.UntilAsync(() => Directory.GetFiles(_folder["state/quarantine"], "0.bin", SearchOption.AllDirectories).Length == 2);
        await agent.UntilAsync(() => File.ReadAllBytes(agent.InstalledModel).AsSpan().SequenceEqual(signed));
    }

    [Theory]
    [InlineData("wrong signature", "SIGNATURE_INVALID")]
    [InlineData("wrong key", "SIGNER_CHAIN_UNTRUSTED")]
    [InlineData("corrupted", "PAYLOAD_DIGEST_MISMATCH")]
    [InlineData("truncated", "PACKAGE_TRUNCATED")]
    [InlineData("lower release", "RELEASE_BELOW_FLOOR")]
    public async Task Bad_packages_are_refused_and_the_running_model_stays(string what, string code)
    {
        using RunningAgent agent = new(_folder);
        await agent.StartAsync();
        agent.Drop(agent.Package(5));
        await agent.UntilAsync(() => agent.Runs(5));
        string bad = agent.Package(what == "lower release" ? 4 : 6);
        byte[] bytes = File.ReadAllBytes(bad);
        switch (what)
        {
            case "wrong signature":
                int header = bytes.AsSpan().IndexOf("manifest.p7s"u8);
                bytes[header + 512 + Convert.ToInt32(System.Text.Encoding.ASCII.GetString(bytes, header + 124, 11), 8) - 5] ^= 1;
                break;
            case "wrong key":
                using (ScratchFolder other = new())
                {
                    using RunningAgent stranger = new(other);
                    bytes = File.ReadAllBytes(stranger.Package(6));
                }

                break;
            case "corrupted":
                bytes[bytes.Length / 2] ^= 1;
                break;
            case "truncated":
                bytes = bytes[..^20_000];
                break;
            default:
                break;
        }

        File.WriteAllBytes(bad, bytes);
        agent.Drop(bad);
        await agent.UntilAsync(() => agent.Found(code));
        Assert.True(agent.Runs(5));
    }

    [Fact]
    [RedTeam("G1", "Signs, as the right publisher, a model whose weights were changed", typeof(UpdateMachine))]
    public async Task A_model_that_answers_otherwise_never_becomes_current()
    {
        using RunningAgent agent = new(_folder);
        await agent.StartAsync();
        agent.Drop(agent.Package(1));
        await agent.UntilAsync(() => agent.Runs(1));

        // Signed by the right publisher, and yet wrong: the last layer's weights change their signs before packing.
        string copy = _folder["twin"];
        await ToolRun.Must("cp", "-r", Programs.SampleModel, copy);
        for (int at = 70_000; at < 100_000; at += 100)
        {
            FlipByte(Path.Combine(copy, "model.onnx"), at, 0x80);
        }

        string package = _folder["twin.mlpkg"];
        Assert.Equal(0, RunningAgent.RunMlsec("model", "pack", copy, "-o", package, "--name", "fashion-mnist", "--version", "1.1.0", "--release", "2").ExitCode);
        Assert.Equal(0, RunningAgent.RunMlsec("model", "sign", package, "--cert", _folder["trust/keys/publisher.pem"], "--key", _folder["trust/keys/publisher.key"]).ExitCode);
        Assert.Equal(0, RunningAgent.RunMlsec("model", "verify", package, "--trust", _folder["trust/trust.toml"]).ExitCode);
        agent.Drop(package);
        await agent.UntilAsync(() => agent.Said.Contains("the sanity suite did not pass", StringComparison.Ordinal) || agent.Said.Contains("rehearsal.", StringComparison.Ordinal));
        Assert.True(agent.Runs(1));
    }

    [Fact]
    [RedTeam("G1", "Signs, as the right publisher, a program in place of a model", typeof(UpdateMachine), "MODEL_INSPECTION_BLOCKED")]
    public async Task What_the_inspection_blocks_is_refused_before_it_is_run()
    {
        using RunningAgent agent = new(_folder);
        await agent.StartAsync();
        agent.Drop(agent.Package(1));
        await agent.UntilAsync(() => agent.Runs(1));

        string copy = _folder["program"];
        await ToolRun.Must("cp", "-r", Programs.SampleModel, copy);
        File.WriteAllBytes(Path.Combine(copy, "model.onnx"), [.. "\u007fELF"u8, .. new byte[5000]]);
        string package = _folder["program.mlpkg"];
        Assert.Equal(0, RunningAgent.RunMlsec("model", "pack", copy, "-o", package, "--name", "fashion-mnist", "--version", "1.1.0", "--release", "2").ExitCode);
        Assert.Equal(0, RunningAgent.RunMlsec("model", "sign", package, "--cert", _folder["trust/keys/publisher.pem"], "--key", _folder["trust/keys/publisher.key"]).ExitCode);
        agent.Drop(package);
        await agent.UntilAsync(() => agent.Found("MODEL_INSPECTION_BLOCKED"));
        Assert.Contains("ARCHIVE at ", agent.Said);
        Assert.DoesNotContain("rehearsal.model", agent.Said);
        Assert.True(agent.Runs(1));
    }

    [Theory]
    [InlineData("no worker")]
    [InlineData("no ONNX Runtime")]
    public async Task Without_the_engine_nothing_is_installed_and_the_reason_is_shown(string missing)
    {
        string worker = _folder["worker/mlsec-worker"];
        Directory.CreateDirectory(_folder["worker"]);
        if (missing == "no ONNX Runtime")
        {
            File.Copy(Programs.Worker, worker);
        }

        using RunningAgent agent = new(_folder, worker: worker);
        await agent.StartAsync();
        agent.Drop(agent.Package(1));
        await agent.UntilAsync(() => agent.Found("INFERENCE_ENGINE_UNAVAILABLE"));
        Assert.False(agent.Runs(1));
        Assert.Equal(4, RunningAgent.RunMlsec("status", "--socket", agent.Socket).ExitCode);

        // Repaired: the next look installs it.
        File.Copy(Programs.Worker, worker, overwrite: true);
        File.Copy(Path.Combine(Path.GetDirectoryName(Programs.Worker)!, "libonnxruntime.so"), _folder["worker/libonnxruntime.so"]);
        await agent.ReloadAsync();
        await agent.UntilAsync(() => agent.Runs(1));
    }

    [Theory]
    [InlineData("[device]\nhardware = \"rpi5\"\n", "x86-64", "acme", "HARDWARE_MISMATCH")]
    [InlineData("", "x86-64", "others", "AUDIENCE_MISMATCH")]
    public async Task A_package_for_others_is_refused(string device, string hardware, string audience, string code)
    {
        using RunningAgent agent = new(_folder, "[update]\nsoak = \"0s\"\n" + device);
        await agent.StartAsync();
        string package = _folder["for-others.mlpkg"];
        Assert.Equal(0, RunningAgent.RunMlsec(
            "model", "pack", Programs.SampleModel, "-o", package, "--name", "fashion-mnist", "--version", "1.0.0", "--release", "1", "--hardware", hardware, "--audience", audience).ExitCode);
        Assert.Equal(0, RunningAgent.RunMlsec("model", "sign", package, "--cert", _folder["trust/keys/publisher.pem"], "--key", _folder["trust/keys/publisher.key"]).ExitCode);
        agent.Drop(package);
        await agent.UntilAsync(() => agent.Found(code));
        Assert.False(agent.Runs(1));
    }

    [Fact]
    [RedTeam("G7", "Kills the agent at any moment of an installation", typeof(UpdateMachine))]
    public async Task A_power_cut_at_any_moment_leaves_the_old_or_the_new_model_whole()
    {
        using RunningAgent agent = new(_folder);
        await agent.StartAsync();
        agent.Drop(agent.Package(1));
        await agent.UntilAsync(() => agent.Runs(1));
        string second = agent.Package(2);
        byte[] signed = File.ReadAllBytes(Path.Combine(Programs.SampleModel, "model.onnx"));

        // The installation takes about a tenth of a second; each round cuts it a little later.
        for (int cut = 0; cut < 160; cut += 20)
        {
            agent.Drop(second);
            await Task.Delay(cut, TestContext.Current.CancellationToken);
            await agent.KillAsync();
            await agent.StartAsync();
            await agent.UntilAsync(() => agent.Runs(1) || agent.Runs(2));
            Assert.Equal(signed, File.ReadAllBytes(agent.InstalledModel));
        }

        agent.Drop(second);
        await agent.UntilAsync(() => agent.Runs(2));
    }

    internal static void FlipByte(string file, int at, byte mask = 1)
    {
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using FileStream stream = new(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = at;
        int value = stream.ReadByte();
        stream.Position = at;
        stream.WriteByte((byte)(value ^ mask));
    }
}
