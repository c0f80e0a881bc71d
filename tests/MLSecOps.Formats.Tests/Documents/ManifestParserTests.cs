using System.Text;

using CsCheck;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Formats.Documents;
using MLSecOps.TestKit;

namespace MLSecOps.Formats.Tests.Documents;

public sealed class ManifestParserTests
{
    [Fact]
    public void EveryMemberArrives()
    {
        Assert.True(ManifestParser.Parse(SampleManifest.Bytes).TryGet(out ModelManifest? manifest, out FormatFault? fault), $"{fault}");
        Assert.Equal(("keyword-spotter", "1.4.2", 17L, ModelFormat.Onnx), (manifest.Model, manifest.Version, manifest.Release, manifest.Format));
        Assert.Equal(["acme"], manifest.Audience);
        Assert.Equal(["rpi5", "x86-64"], manifest.Hardware);
        Assert.Equal("0.1.0", manifest.MinAgent);
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero), manifest.Issued);
        Assert.Equal(new DateTimeOffset(2027, 5, 20, 0, 0, 0, TimeSpan.Zero), manifest.Expires);
        Assert.Equal(["model.onnx", "sanity/suite.json"], manifest.Files.Select(file => file.Path));
        Assert.Equal((FileRole.Model, 2327524L, SampleManifest.Digest), (manifest.Files[0].Role, manifest.Files[0].SizeBytes, manifest.Files[0].FsVerity.Hex));
        Assert.Equal(("git+https://example.org/m@1", SampleManifest.Digest), (manifest.Provenance!.Source, manifest.Provenance.TrainingData!.Value.Hex));
    }

    [Fact]
    public void OptionalMembersMayBeAbsentAndOrderDoesNotMatter()
    {
        string text = $$"""{"files":[{"fsverity_sha256":"{{SampleManifest.Digest}}","size_bytes":1,"role":"model","path":"m"}],"expires":"2027-05-20T00:00:00Z","issued":"2026-11-20T10:00:00Z","format":"opaque","release":9007199254740991,"version":"1.0.0-rc.1+b","model":"m","schema":"mlsec.model-manifest/1"}""" + "\n";
        Assert.True(ManifestParser.Parse(Encoding.UTF8.GetBytes(text)).TryGet(out ModelManifest? manifest, out FormatFault? fault), $"{fault}");
        Assert.Empty(manifest.Audience);
        Assert.Null(manifest.Provenance);
    }

    public static TheoryData<string, string, string> Departures { get; } = new()
    {
        { "\"mlsec.model-manifest/1\"", "\"mlsec.model-manifest/2\"", "MANIFEST_SCHEMA_UNSUPPORTED" },
        { "\"release\": 17,", "\"release\": 17, \"released\": 1,", "MANIFEST_MEMBER_UNKNOWN" },
        { "\"min_agent\": \"0.1.0\"", "\"min_agent\": \"0.1.0\", \"max_agent\": \"2.0.0\"", "MANIFEST_MEMBER_UNKNOWN" },
        { "\"release\": 17,", "\"release\": 17, \"release\": 18,", "MANIFEST_MEMBER_DUPLICATE" },
        { "\"release\": 17,", "\"release\": 17, \"mod\\u0065l\": \"other\",", "MANIFEST_MEMBER_DUPLICATE" },
        { "\"size_bytes\": 0,", "\"size_bytes\": 0, \"size_bytes\": 0,", "MANIFEST_MEMBER_DUPLICATE" },
        { "\"release\": 17,", "", "MANIFEST_MEMBER_MISSING" },
        { "\"role\": \"sanity\", ", "", "MANIFEST_MEMBER_MISSING" },
        { "17", "0", "MANIFEST_VALUE_INVALID" },
        { "17", "-1", "MANIFEST_VALUE_INVALID" },
        { "17", "17.0", "MANIFEST_VALUE_INVALID" },
        { "17", "1e3", "MANIFEST_VALUE_INVALID" },
        { "17", "9007199254740992", "MANIFEST_VALUE_INVALID" },
        { "17", "99999999999999999999999999", "MANIFEST_VALUE_INVALID" },
        { "17", "\"17\"", "MANIFEST_VALUE_INVALID" },
        { "17", "017", "MANIFEST_MALFORMED" },
        { "2327524", "8589934592", "MANIFEST_VALUE_INVALID" },
        { "\"keyword-spotter\"", "\"Keyword\"", "MANIFEST_VALUE_INVALID" },
        { "\"keyword-spotter\"", "\"-a\"", "MANIFEST_VALUE_INVALID" },
        { "\"keyword-spotter\"", "\"\"", "MANIFEST_VALUE_INVALID" },
        { "\"keyword-spotter\"", "null", "MANIFEST_VALUE_INVALID" },
        { "\"keyword-spotter\"", "\"a\\ud800\"", "MANIFEST_VALUE_INVALID" },
        { "\"1.4.2\"", "\"1.4\"", "MANIFEST_VALUE_INVALID" },
        { "\"onnx\"", "\"pickle\"", "MANIFEST_VALUE_INVALID" },
        { "[\"acme\"]", "[]", "MANIFEST_VALUE_INVALID" },
        { "[\"acme\"]", "[\"acme\", \"acme\"]", "MANIFEST_VALUE_INVALID" },
        { "[\"acme\"]", "\"acme\"", "MANIFEST_VALUE_INVALID" },
        { "2026-11-20T10:00:00Z", "2026-11-20T10:00:00.5Z", "MANIFEST_VALUE_INVALID" },
        { "2026-11-20T10:00:00Z", "2026-11-20T10:00:00+00:00", "MANIFEST_VALUE_INVALID" },
        { "2026-11-20T10:00:00Z", "2026-11-20 10:00:00Z", "MANIFEST_VALUE_INVALID" },
        { "2026-11-20T10:00:00Z", "2026-02-30T10:00:00Z", "MANIFEST_VALUE_INVALID" },
        { "2027-05-20T00:00:00Z", "2026-11-20T10:00:00Z", "MANIFEST_VALUE_INVALID" },
        { "\"role\": \"sanity\"", "\"role\": \"model\"", "MANIFEST_VALUE_INVALID" },
        { "\"role\": \"model\"", "\"role\": \"data\"", "MANIFEST_VALUE_INVALID" },
        { "\"role\": \"model\"", "\"role\": \"Model\"", "MANIFEST_VALUE_INVALID" },
        { "sanity/suite.json", "../suite.json", "PACKAGE_PATH_INVALID" },
        { "sanity/suite.json", "manifest.json", "PACKAGE_PATH_INVALID" },
        { "sanity/suite.json", "MODEL.onnx", "PACKAGE_PATH_CONFLICT" },
        { "sanity/suite.json", "model.onnx/x", "PACKAGE_PATH_CONFLICT" },
        { "git+https://example.org/m@1", "a\\u0000b", "MANIFEST_VALUE_INVALID" },
        { "\"release\": 17,", "\"release\": 17, // comment\n", "MANIFEST_MALFORMED" },
        { "\"x86-64\"]", "\"x86-64\",]", "MANIFEST_MALFORMED" },
        { "\"acme\"", "[[[[[[[[[[1]]]]]]]]]]", "MANIFEST_VALUE_INVALID" },
    };

    [Theory]
    [MemberData(nameof(Departures))]
    public void EachDepartureHasItsReason(string piece, string replacement, string code)
    {
        byte[] document = SampleManifest.With(piece, replacement);
        Assert.False(ManifestParser.Parse(document).TryGet(out _, out FormatFault? fault));
        Assert.Equal(code, fault!.Reason.Code);
        Assert.InRange(fault.Offset, 0, document.Length);
    }

    /// <summary>Found by fuzzing: an escaped lone surrogate in a member's name, where the reader compares names, escaped as an exception.</summary>
    [Theory]
    [InlineData("\\ud800")]
    [InlineData("\\udc00schema")]
    [InlineData("schema\\ud83dx")]
    [RedTeam("G6", "Names a member of a signed document by a lone surrogate, which is no text", typeof(DocumentReader), "MANIFEST_MEMBER_UNKNOWN")]
    public void ALoneSurrogateIsNoName(string name) =>
        AssertFault(PackageReasons.ManifestMemberUnknown, SampleManifest.With("\"release\"", $"\"{name}\""));

    [Fact]
    public void UpperCaseDigestsAreRefused() =>
        AssertFault(PackageReasons.ManifestValue, Encoding.UTF8.GetBytes(SampleManifest.Text.Replace(SampleManifest.Digest, SampleManifest.Digest.ToUpperInvariant(), StringComparison.Ordinal)));

    [Fact]
    public void BytesAroundTheDocumentAreRefused()
    {
        AssertFault(PackageReasons.DocumentNotJson, []);
        AssertFault(PackageReasons.DocumentNotJson, [0xef, 0xbb, 0xbf, .. SampleManifest.Bytes]);
        AssertFault(PackageReasons.DocumentNotJson, [(byte)' ', .. SampleManifest.Bytes]);
        AssertFault(PackageReasons.DocumentNotJson, "[]"u8.ToArray());
        AssertFault(PackageReasons.ManifestMalformed, [.. SampleManifest.Bytes, (byte)'x']);
        AssertFault(PackageReasons.ManifestMalformed, [.. SampleManifest.Bytes, 0]);
        AssertFault(PackageReasons.ManifestMalformed, [.. SampleManifest.Bytes, .. "{}"u8]);
    }

    [Fact]
    public void InvalidUtf8IsRefusedAtItsOffset()
    {
        byte[] document = SampleManifest.Bytes;
        int at = Encoding.UTF8.GetString(document).IndexOf("example", StringComparison.Ordinal);
        document[at] = 0xff;
        Assert.False(ManifestParser.Parse(document).TryGet(out _, out FormatFault? fault));
        Assert.Equal((PackageReasons.ManifestMalformed, (long)at), (fault!.Reason, fault.Offset));
    }

    [Fact]
    public void AFaultPointsAtTheToken()
    {
        Assert.False(ManifestParser.Parse(SampleManifest.With("17", "1.5")).TryGet(out _, out FormatFault? fault));
        Assert.Equal(SampleManifest.Text.IndexOf("17", StringComparison.Ordinal), fault!.Offset);
        Assert.Equal("1.5", fault.Found);
    }

    [Fact]
    public void OneMebibyteIsTheLimit()
    {
        byte[] padded = new byte[Limits.DocumentBytes];
        padded.AsSpan().Fill((byte)' ');
        SampleManifest.Bytes.CopyTo(padded, 0);
        Assert.True(ManifestParser.Parse(padded).TryGet(out _, out _));
        AssertFault(PackageReasons.DocumentTooLarge, [.. padded, (byte)' ']);
    }

    [Fact]
    public void TooManyFilesAreRefused()
    {
        string files = string.Join(',', Enumerable.Range(0, Limits.Files + 1).Select(i => $$"""{"path":"f{{i}}","role":"{{(i == 0 ? "model" : "data")}}","size_bytes":0,"fsverity_sha256":"{{SampleManifest.Digest}}"}"""));
        string text = SampleManifest.Text[..SampleManifest.Text.IndexOf("\"files\"", StringComparison.Ordinal)] + $"\"files\": [{files}] }}";
        AssertFault(PackageReasons.ManifestValue, Encoding.UTF8.GetBytes(text));
    }

    [Fact]
    public void EveryTruncationIsRefused()
    {
        byte[] document = SampleManifest.Bytes;
        for (int length = 0; length < document.Length; length++)
        {
            Assert.False(ManifestParser.Parse(document.AsSpan(0, length)).TryGet(out _, out FormatFault? fault));
            Assert.InRange(fault!.Offset, 0, length);
        }
    }

    [Fact]
    public void NoFlipOrSpliceThrows()
    {
        byte[] honest = SampleManifest.Bytes;
        for (int bit = 0; bit < honest.Length * 8; bit++)
        {
            byte[] flipped = [.. honest];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            ManifestParser.Parse(flipped).TryGet(out _, out _);
        }

        Gen.Select(Gen.Int[0, honest.Length - 1], Gen.Int[0, honest.Length - 1], Gen.Int[0, 60]).Sample(
            (from, to, count) =>
            {
                byte[] piece = honest[from..Math.Min(honest.Length, from + count)];
                byte[] spliced = [.. honest[..to], .. piece, .. honest[to..]];
                return ManifestParser.Parse(spliced).Match(manifest => manifest.Files.Count > 0, fault => fault.Offset <= spliced.Length);
            },
            iter: 3000,
            seed: "0002kvRnOrP3");
    }

    [Fact]
    public void WhatIsWrittenIsReadBack()
    {
        Assert.True(ManifestParser.Parse(SampleManifest.Bytes).TryGet(out ModelManifest? manifest, out _));
        Assert.True(ManifestWriter.Write(manifest).TryGet(out ReadOnlyMemory<byte> written, out _));
        Assert.True(ManifestParser.Parse(written.Span).TryGet(out ModelManifest? again, out _));
        Assert.True(ManifestWriter.Write(again).TryGet(out ReadOnlyMemory<byte> rewritten, out _));
        Assert.True(written.Span.SequenceEqual(rewritten.Span));
        Assert.Equal(manifest.Files, again.Files);
        Assert.Equal(manifest.Provenance, again.Provenance);
    }

    [Fact]
    public void WhatAReaderWouldRefuseIsNotWritten()
    {
        Assert.True(ManifestParser.Parse(SampleManifest.Bytes).TryGet(out ModelManifest? manifest, out _));
        Assert.False(ManifestWriter.Write(manifest with { Model = "Not A Slot" }).TryGet(out _, out FormatFault? fault));
        Assert.Equal(PackageReasons.ManifestValue, fault!.Reason);
    }

    private static void AssertFault(Reason reason, byte[] document)
    {
        Assert.False(ManifestParser.Parse(document).TryGet(out _, out FormatFault? fault));
        Assert.Equal(reason, fault!.Reason);
    }
}
