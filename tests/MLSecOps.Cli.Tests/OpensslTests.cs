using System.Security.Cryptography;
using System.Text.Json;
using MLSecOps.Formats.Packages;
using MLSecOps.Linux.Files;
using MLSecOps.TestKit;

namespace MLSecOps.Cli.Tests;

/// <summary>openssl and fsverity as independent judges of what this program writes, and as makers of what it reads.</summary>
public sealed class OpensslTests(SampleFixture sample) : IClassFixture<SampleFixture>
{
    [Fact]
    public async Task Openssl_verifies_our_signature_over_the_manifest_and_refuses_a_changed_one()
    {
        using ScratchFolder folder = new();
        await Unpack(folder.Path);
        string[] command =
        [
            "cms", "-verify", "-binary", "-inform", "DER", "-in", folder["manifest.p7s"], "-content", folder["manifest.json"],
            "-CAfile", Path.Combine(sample.Folder, "acme", "anchors", "publisher.pem"), "-purpose", "any", "-out", "/dev/null",
        ];

        await ToolRun.Must("openssl", command);

        await File.AppendAllTextAsync(folder["manifest.json"], " ", TestContext.Current.CancellationToken);
        Assert.NotEqual(0, (await ToolRun.Run("openssl", command)).ExitCode);
    }

    [Theory]
    [InlineData("publisher", 0)]
    [InlineData("director", 3)]
    public async Task A_CMS_made_by_openssl_is_judged_like_ours(string role, int exitCode)
    {
        using ScratchFolder folder = new();
        await Unpack(folder.Path);
        string keys = Path.Combine(sample.Folder, "acme", "keys");
        await ToolRun.Must(
            "openssl", "cms", "-sign", "-binary", "-in", folder["manifest.json"], "-signer", $"{keys}/{role}.pem", "-inkey", $"{keys}/{role}.key",
            "-md", "sha256", "-outform", "DER", "-out", folder["manifest.p7s"]);
        using (FileByteSource signed = FileByteSource.Open(Path.Combine(sample.Folder, "signed.mlpkg")))
        await using (FileStream output = File.Create(folder["openssl.mlpkg"]))
        {
            Assert.True(PackageReader.ReadEnvelope(signed).TryGet(out PackageEnvelope? envelope, out _));
            byte[] cms = await File.ReadAllBytesAsync(folder["manifest.p7s"], TestContext.Current.CancellationToken);
            PackageWriter.WriteSigned(output, signed, envelope, cms, TestContext.Current.CancellationToken);
        }

        Mlsec mlsec = new(folder.Path);
        MlsecRun run = await mlsec.Run("model", "verify", "openssl.mlpkg", "--trust", Path.Combine(sample.Folder, "acme", "trust.toml"));

        Assert.True(run.ExitCode == exitCode, run.ToString());
    }

    [Fact]
    public async Task Fsverity_agrees_with_every_digest_and_every_index_is_its_leaf_level()
    {
        Assert.SkipUnless(ToolRun.Exists("fsverity") || Environment.GetEnvironmentVariable("CI") == "true", "fsverity is not installed");
        using ScratchFolder folder = new();
        await Unpack(folder.Path);
        Mlsec mlsec = new(sample.Folder);
        using JsonDocument shown = JsonDocument.Parse((await mlsec.Run("model", "show", "signed.mlpkg", "--json")).Output);
        JsonElement[] files = [.. shown.RootElement.GetProperty("manifest").GetProperty("files").EnumerateArray()];
        Assert.Equal(5, files.Length);
        foreach (JsonElement file in files)
        {
            string path = file.GetProperty("path").GetString()!;
            string measured = await ToolRun.Must("fsverity", "digest", "--hash-alg=sha256", "--block-size=4096", folder[path]);
            Assert.StartsWith(file.GetProperty("digest").GetString()! + " ", measured, StringComparison.Ordinal);
            Assert.Equal(Leaves(await File.ReadAllBytesAsync(folder[path], TestContext.Current.CancellationToken)), await File.ReadAllBytesAsync(folder["index/" + path], TestContext.Current.CancellationToken));
        }
    }

    private static byte[] Leaves(byte[] content) =>
        [.. content.Chunk(4096).SelectMany(block => SHA256.HashData([.. block, .. new byte[4096 - block.Length]]))];

    private async Task Unpack(string folder) => await ToolRun.Must("tar", "-xf", Path.Combine(sample.Folder, "signed.mlpkg"), "-C", folder);
}
