using MLSecOps.Core.Bytes;
using MLSecOps.Core.Packages;
using MLSecOps.Formats.Packages;
using MLSecOps.Formats.Verity;
using MLSecOps.TestKit;

namespace MLSecOps.Formats.Tests.Packages;

public sealed class PackageWriterTests
{
    [Fact]
    public void TheSameInputGivesTheSameBytes() => Assert.Equal(TarPackage.Written(), TarPackage.Written());

    [Fact]
    public void ThePackageIsItsMembersInOrder() => Assert.Equal(TarPackage.Join(TarPackage.Members()), TarPackage.Written());

    [Fact]
    public async Task GnuTarExtractsIt()
    {
        using ScratchFolder folder = new();
        string path = folder.Write("sample.mlpkg", TarPackage.Written());
        await ToolRun.Must("tar", "--extract", "--file", path, "--directory", folder.Path);
        foreach ((string name, byte[] content) in TarPackage.Members())
        {
            Assert.Equal(content, await File.ReadAllBytesAsync(folder[name], TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public void ASignatureIsPutInOrReplacedAndNothingElseChanges()
    {
        byte[] signed = TarPackage.Written();
        List<(string Name, byte[] Content)> members = TarPackage.Members();
        members.Insert(2, ("manifest.oms.json", "{}"u8.ToArray()));
        Assert.Equal(TarPackage.Join(members), Sign(TarPackage.Join(members), TarPackage.Signature));
        Assert.Equal(signed, Sign(signed, TarPackage.Signature));
        byte[] unsigned = TarPackage.Join(TarPackage.Members().Where(member => member.Name != "manifest.p7s"));
        Assert.Equal(signed, Sign(unsigned, TarPackage.Signature));
        Assert.Equal(signed, Sign(Sign(unsigned, [1, 2, 3]), TarPackage.Signature));
    }

    [Fact]
    public void AFileThatChangedWhileItWasPackedStopsThePacking()
    {
        using MemoryStream output = new();
        ManifestFile stated = TarPackage.Manifest.Files[0];
        PackagePayload changed = new(stated, new MemoryByteSource(new byte[stated.SizeBytes]));
        Assert.Throws<InvalidDataException>(() => PackageWriter.Write(output, TarPackage.ManifestBytes, null, [changed], ManagedBlockHasher.Instance, TestContext.Current.CancellationToken));
    }

    private static byte[] Sign(byte[] package, byte[] signature)
    {
        MemoryByteSource source = new(package);
        Assert.True(PackageReader.ReadEnvelope(source).TryGet(out PackageEnvelope? envelope, out _));
        using MemoryStream output = new();
        PackageWriter.WriteSigned(output, source, envelope, signature, TestContext.Current.CancellationToken);
        return output.ToArray();
    }
}
