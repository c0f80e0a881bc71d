using System.Buffers.Binary;
using System.Collections.Concurrent;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Packages;
using MLSecOps.Formats.Tar;
using MLSecOps.Formats.Verity;
using MLSecOps.TestKit;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Packages;

namespace MLSecOps.Trust.Tests;

/// <summary>A real signed package, cut and changed everywhere: always refused, with a reason of the catalogue, and nothing false handed on.</summary>
public sealed class PackageDamageTests
{
    // One short block, a signer right below the root, nothing optional in the manifest: small enough to flip all of it.
    private static readonly SamplePackage Small = new()
    {
        Files = [("m", FileRole.Model, [1, 2, 3])],
        Change = manifest => manifest with { Audience = [], Hardware = [], MinAgent = null },
    };

    private static readonly byte[] Plain = Build(Small);

    public static TheoryData<string> Forms { get; } = ["hashes only", "with rolling checksums"];

    [Theory]
    [MemberData(nameof(Forms))]
    [RedTeam("G1", "Flips any single bit of a signed package, unsigned hints and padding included", typeof(PackageVerifier), "PACKAGE_HEADER_INVALID", "PACKAGE_PADDING_INVALID", "INDEX_MISMATCH", "INDEX_HINT_MISMATCH", "PAYLOAD_DIGEST_MISMATCH")]
    public void EverySingleBitFlipIsRefused(string form)
    {
        bool plain = form == "hashes only";
        byte[] package = plain ? Plain : WithHints(Plain);
        AssertTrusted(package);
        // Of the form with checksums, the index is what is new.
        PackageMember index = Layout(package).Files[0].Index;
        int from = plain ? 0 : (int)index.Offset, until = plain ? package.Length : (int)Layout(package).Files[0].Payload.Offset;
        ConcurrentDictionary<string, bool> reasons = new(StringComparer.Ordinal);
        Parallel.For(from, until, new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken }, at =>
        {
            byte[] flipped = [.. package];
            for (int bit = 0; bit < 8; bit++)
            {
                flipped[at] = (byte)(package[at] ^ (1 << bit));
                reasons[AssertRefused(new MemoryByteSource(flipped), $"bit {bit} of byte {at}")] = true;
            }
        });

        string[] expected = plain
            ? ["PACKAGE_HEADER_INVALID", "PACKAGE_PADDING_INVALID", "PACKAGE_PATH_INVALID", "INDEX_MISMATCH", "PAYLOAD_DIGEST_MISMATCH", "SIGNATURE_DIGEST_MISMATCH"]
            : ["INDEX_MISMATCH", "INDEX_HINT_MISMATCH", "PACKAGE_PADDING_INVALID", "PACKAGE_HEADER_INVALID"];
        Assert.Superset(new HashSet<string>(expected), new HashSet<string>(reasons.Keys));
    }

    [Fact]
    [RedTeam("G1", "Cuts a package at any byte before its payload, or at any 4 KiB of it", typeof(PackageReader), "PACKAGE_TRUNCATED")]
    public void EveryTruncationBeforeThePayloadAndEvery4KiBOfItIsRefused()
    {
        byte[] package = Build(new SamplePackage { Files = [("m", FileRole.Model, SamplePackage.Bytes((150 * 4096) + 17))], Change = Small.Change });
        AssertTrusted(package);
        int payload = (int)Layout(package).Files[0].Payload.Offset;
        HashSet<string> reasons = [];
        for (int length = 0; length < package.Length; length += length < payload ? 1 : 4096)
        {
            reasons.Add(AssertRefused(new MemoryByteSource(package.AsMemory(0, length)), $"{length} bytes"));
        }

        for (int length = package.Length - 1600; length < package.Length; length++)
        {
            reasons.Add(AssertRefused(new MemoryByteSource(package.AsMemory(0, length)), $"{length} bytes"));
        }

        Assert.Contains("PACKAGE_TRUNCATED", reasons);
    }

    [Fact]
    [RedTeam("G1", "Puts bytes behind the end of a package", typeof(PackageReader), "PACKAGE_TRAILING_BYTES")]
    public void NothingMayFollowTheEnd()
    {
        foreach (int more in (int[])[1, 511, 512, 513, 1024, 4096])
        {
            Assert.Equal("PACKAGE_TRAILING_BYTES", AssertRefused(new MemoryByteSource((byte[])[.. Plain, .. new byte[more]]), $"{more} zeros behind"));
        }
    }

    /// <summary>Verifies damaged bytes and returns the code of the refusal.</summary>
    private static string AssertRefused(MemoryByteSource source, string what)
    {
        CollectingSink sink = new();
        PackageAppraisal appraisal = PackageVerifier.Verify(source, SamplePackage.Policy, SamplePackage.Device, SamplePackage.Time, ManagedBlockHasher.Instance, sink, TestContext.Current.CancellationToken);
        Assert.True(appraisal.Verdict is TrustVerdict.Rejected, what);
        Reason reason = ((TrustVerdict.Rejected)appraisal.Verdict).Reason;
        Assert.True(ReasonCatalogue.Find(reason.Code) == reason, what);
        // A file before the damaged one is handed on whole, which is allowed; of any other, only what was signed.
        Assert.True(sink.Files.All(file => appraisal.Manifest!.Files.Any(signed => signed.Path == file.Path && signed.FsVerity == Measure(file.Content))), what);
        return reason.Code;
    }

    private static void AssertTrusted(byte[] package) => Verdicts.AssertTrusted(SamplePackage.Verify(package).Verdict);

    private static Core.Digests.Sha256Digest Measure(byte[] content) => VerityDigester.Measure(new MemoryByteSource(content), ManagedBlockHasher.Instance, null, default);

    private static byte[] Build(SamplePackage sample)
    {
        byte[] manifest = sample.ManifestBytes;
        return sample.Build(manifest, SamplePackage.Ok(DocumentSigner.Sign(manifest, SamplePackage.Root.Issue(), [], SamplePackage.Now)).ToArray());
    }

    /// <summary>The same package, its indexes followed by the rolling checksums of the blocks.</summary>
    private static byte[] WithHints(byte[] package)
    {
        int head = Head(package);
        using MemoryStream output = new();
        output.Write(package.AsSpan(0, head));
        foreach (PackageFile file in Layout(package).Files)
        {
            byte[] content = package[(int)file.Payload.Offset..(int)(file.Payload.Offset + file.Payload.Size)];
            byte[] hints = new byte[VerityGeometry.BlocksOf(content.Length) * RollingChecksum.Size];
            for (int block = 0; block < hints.Length / RollingChecksum.Size; block++)
            {
                ReadOnlySpan<byte> bytes = content.AsSpan(block * VerityGeometry.BlockSize);
                BinaryPrimitives.WriteUInt32LittleEndian(hints.AsSpan(block * RollingChecksum.Size), RollingChecksum.Of(bytes[..Math.Min(bytes.Length, VerityGeometry.BlockSize)]));
            }

            byte[] header = new byte[TarHeader.BlockSize];
            new TarHeader(file.Index.Name, file.Index.Size + hints.Length).Write(header);
            output.Write(header);
            output.Write(package.AsSpan((int)file.Index.Offset, (int)file.Index.Size));
            output.Write(hints);
            output.Write(new byte[TarHeader.PaddingOf(file.Index.Size + hints.Length)]);
        }

        output.Write(package.AsSpan((int)Layout(package).Files[0].Payload.Offset - TarHeader.BlockSize));
        return output.ToArray();
    }

    private static int Head(byte[] package) => (int)SamplePackage.Ok(PackageReader.ReadEnvelope(new MemoryByteSource(package))).BodyOffset;

    private static PackageLayout Layout(byte[] package)
    {
        MemoryByteSource source = new(package);
        PackageEnvelope envelope = SamplePackage.Ok(PackageReader.ReadEnvelope(source));
        return SamplePackage.Ok(PackageReader.ReadLayout(source, envelope, SamplePackage.Ok(ManifestParser.Parse(envelope.Manifest.Span))));
    }
}
