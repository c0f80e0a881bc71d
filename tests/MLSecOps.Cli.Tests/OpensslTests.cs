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
    public async Task Three_signers_in_a_row_all_count_for_openssl_and_here()
    {
        using ScratchFolder folder = new();
        await sample.CopyTo(folder.Path);
        Mlsec mlsec = new(folder.Path);
        foreach (string signer in new[] { "second", "third" })
        {
            string[] request = ["req", "-new", "-newkey", signer == "second" ? "rsa:3072" : "ec", .. signer == "second" ? [] : new[] { "-pkeyopt", "ec_paramgen_curve:P-384" }];
            await ToolRun.Must(
                "openssl", [.. request, "-x509", "-nodes", "-keyout", folder[signer + ".key"], "-out", folder[signer + ".pem"], "-CA", folder["acme/anchors/publisher.pem"],
                "-CAkey", folder["acme/keys/publisher-ca.key"], "-days", "30", "-subj", "/CN=" + signer, "-addext", "basicConstraints=critical,CA:FALSE",
                "-addext", "extendedKeyUsage=codeSigning"]);
            MlsecRun signed = await mlsec.Run("model", "sign", "signed.mlpkg", "--cert", signer + ".pem", "--key", signer + ".key");
            Assert.True(signed.ExitCode == 0, signed.ToString());
        }

        await ToolRun.Must("tar", "-xf", folder["signed.mlpkg"], "-C", folder.Path, "manifest.json", "manifest.p7s");
        await ToolRun.Must(
            "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", folder["manifest.p7s"], "-content", folder["manifest.json"],
            "-CAfile", folder["acme/anchors/publisher.pem"], "-purpose", "any", "-signer", folder["signers.pem"], "-out", "/dev/null");
        Assert.Equal(3, (await File.ReadAllTextAsync(folder["signers.pem"], TestContext.Current.CancellationToken)).Split("BEGIN CERTIFICATE").Length - 1);

        string trust = await File.ReadAllTextAsync(folder["acme/trust.toml"], TestContext.Current.CancellationToken);
        foreach ((int threshold, int exitCode) in new[] { (3, 0), (4, 3) })
        {
            int publisher = trust.IndexOf("threshold = 1", trust.IndexOf("[publisher]", StringComparison.Ordinal), StringComparison.Ordinal);
            await File.WriteAllTextAsync(
                folder["acme/trust.toml"], string.Concat(trust.AsSpan(0, publisher), $"threshold = {threshold}", trust.AsSpan(publisher + "threshold = 1".Length)), TestContext.Current.CancellationToken);
            MlsecRun verified = await mlsec.Run("model", "verify", "signed.mlpkg", "--trust", "acme/trust.toml");
            Assert.True(verified.ExitCode == exitCode, verified.ToString());
        }
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
