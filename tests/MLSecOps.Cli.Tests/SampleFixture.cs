using MLSecOps.TestKit;

namespace MLSecOps.Cli.Tests;

/// <summary>Made once with the real program: keys (acme/), a folder to pack (model/) and its signed package (signed.mlpkg).</summary>
public sealed class SampleFixture : IAsyncLifetime
{
    private readonly ScratchFolder _folder = new();

    public string Folder => _folder.Path;

    public async ValueTask InitializeAsync()
    {
        string model = Path.Combine(Folder, "model");
        Directory.CreateDirectory(Path.Combine(model, "sanity", "test_data_set_0"));
        File.WriteAllBytes(Path.Combine(model, "model.onnx"), [.. Enumerable.Range(0, 600_000).Select(i => (byte)((i * 2654435761L) >> 13))]);
        File.WriteAllText(Path.Combine(model, "sanity", "suite.json"), "{}\n");
        File.WriteAllBytes(Path.Combine(model, "sanity", "test_data_set_0", "input_0.pb"), new byte[4096]);
        File.WriteAllText(Path.Combine(model, "labels.txt"), "one\ntwo\n");
        File.WriteAllText(Path.Combine(model, "spotter.cdx.json"), "{}\n");
        Mlsec mlsec = new(Folder);
        string[][] lines =
        [
            ["trust", "init", "acme", "--fleet", "acme"],
            [
                "model", "pack", "model", "-o", "unsigned.mlpkg", "--name", "spotter", "--version", "1.4.2", "--release", "17", "--audience", "acme", "--hardware", "rpi5",
                "--source", "git+https://example.org/m@0", "--training-data", "sha256:" + new string('a', 64),
            ],
            ["model", "sign", "unsigned.mlpkg", "-o", "signed.mlpkg", "--cert", "acme/keys/publisher.pem", "--key", "acme/keys/publisher.key"],
        ];
        foreach (string[] line in lines)
        {
            MlsecRun run = await mlsec.Run(line);
            Assert.True(run.ExitCode == 0, run.ToString());
        }
    }

    /// <summary>Copies everything into a folder that a test may change.</summary>
    public async Task CopyTo(string folder) => await ToolRun.Must("cp", "-r", Folder + "/.", folder);

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
