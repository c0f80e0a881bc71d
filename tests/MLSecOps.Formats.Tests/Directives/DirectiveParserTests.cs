using System.Text;

using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Directives;
using MLSecOps.Formats.Tests.Eat;

namespace MLSecOps.Formats.Tests.Directives;

public sealed class DirectiveParserTests
{
    private const string Manifest = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    private const string Sample =
        $$"""
        {"schema":"mlsec.directive/1","fleet":"acme","scope":{"device":"{{SampleEvidence.Device}}"},"sequence":7,"issued":"2026-11-23T12:00:00Z","expires":"2026-11-24T12:00:00Z","hold":false,"desired":[{"model":"vision","release":17,"manifest_sha256":"{{Manifest}}","size_bytes":4096,"sources":["https://hub.example:8443/packages/x.mlpkg"]}]}
        """;

    [Fact]
    public void Every_member_arrives()
    {
        Directive directive = Parse(Sample);
        Assert.Equal(("acme", 7L, false), (directive.Fleet, directive.Sequence, directive.Hold));
        Assert.Equal(new DirectiveScope.Device(SampleEvidence.Ueid()), directive.Scope);
        Assert.Equal($"device:{SampleEvidence.Device}", $"{directive.Scope}");
        Assert.Equal((new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero)), (directive.Issued, directive.Expires));
        DesiredRelease desired = Assert.Single(directive.Desired);
        Assert.Equal(("vision", 17L, Manifest, 4096L), (desired.Model, desired.Id.Release, desired.Id.Manifest.Hex, desired.SizeBytes));
        Assert.Equal(["https://hub.example:8443/packages/x.mlpkg"], desired.Sources);
    }

    [Fact]
    public void What_is_read_is_written_again_byte_for_byte() =>
        Assert.Equal(Sample, DirectiveWriter.Write(Parse(Sample)).Match(bytes => Encoding.UTF8.GetString(bytes.Span), fault => $"{fault}"));

    [Fact]
    public void A_group_and_a_hold_without_releases_are_directives()
    {
        string text = Sample.Replace($$"""{"device":"{{SampleEvidence.Device}}"}""", """{"group":"line-3"}""");
        text = text[..text.IndexOf("\"hold\"", StringComparison.Ordinal)] + "\"hold\":true,\"desired\":[]}";
        Directive directive = Parse(text);
        Assert.Equal(("group:line-3", true, 0), ($"{directive.Scope}", directive.Hold, directive.Desired.Count));
    }

    public static TheoryData<string, string, string> Departures { get; } = new()
    {
        { "directive/1", "directive/2", "DIRECTIVE_SCHEMA_UNSUPPORTED" },
        { "mlsec.directive/1", "mlsec.model-manifest/1", "DIRECTIVE_SCHEMA_UNSUPPORTED" },
        { "\"fleet\":\"acme\",", "", "DIRECTIVE_MALFORMED" },
        { "\"fleet\":\"acme\",", "\"fleet\":\"acme\",\"fleet\":\"acme\",", "DIRECTIVE_MALFORMED" },
        { "\"fleet\":\"acme\",", "\"fleet\":\"acme\",\"fl\\u0065et\":\"acme\",", "DIRECTIVE_MALFORMED" },
        { "\"fleet\":\"acme\",", "\"fleet\":\"acme\",\"run\":\"sh\",", "DIRECTIVE_MALFORMED" },
        { "\"acme\"", "\"a b\"", "DIRECTIVE_MALFORMED" },
        { "\"device\"", "\"devices\"", "DIRECTIVE_MALFORMED" },
        { "{\"device\":\"" + SampleEvidence.Device + "\"}", "{}", "DIRECTIVE_MALFORMED" },
        { "{\"device\":", "{\"group\":\"g\",\"device\":", "DIRECTIVE_MALFORMED" },
        { SampleEvidence.Device, "02" + "00112233445566778899aabbccddeeff", "DIRECTIVE_MALFORMED" },
        { SampleEvidence.Device, "*", "DIRECTIVE_MALFORMED" },
        { "\"sequence\":7", "\"sequence\":0", "DIRECTIVE_MALFORMED" },
        { "\"sequence\":7", "\"sequence\":7.0", "DIRECTIVE_MALFORMED" },
        { "\"sequence\":7", "\"sequence\":9007199254740992", "DIRECTIVE_MALFORMED" },
        { "2026-11-24T12", "2026-11-23T12", "DIRECTIVE_MALFORMED" },
        { "12:00:00Z\",\"expires", "12:00:00.5Z\",\"expires", "DIRECTIVE_MALFORMED" },
        { "\"hold\":false", "\"hold\":\"false\"", "DIRECTIVE_MALFORMED" },
        { "\"hold\":false", "\"hold\":0", "DIRECTIVE_MALFORMED" },
        { "\"hold\":false", "\"hold\":null", "DIRECTIVE_MALFORMED" },
        { "\"vision\"", "\"Vision\"", "DIRECTIVE_MALFORMED" },
        { "\"release\":17", "\"release\":0", "DIRECTIVE_MALFORMED" },
        { "\"release\":17,", "", "DIRECTIVE_MALFORMED" },
        { "00112233445566778899aabbccddeeff\",\"size", "00112233445566778899AABBCCDDEEFF\",\"size", "DIRECTIVE_MALFORMED" },
        { "\"size_bytes\":4096", "\"size_bytes\":0", "DIRECTIVE_MALFORMED" },
        { "\"size_bytes\":4096", "\"size_bytes\":1099511627777", "DIRECTIVE_MALFORMED" },
        { "https://", "http://", "DIRECTIVE_MALFORMED" },
        { "https://", "HTTPS://", "DIRECTIVE_MALFORMED" },
        { "https://", "file://", "DIRECTIVE_MALFORMED" },
        { "https://", "https://user@", "DIRECTIVE_MALFORMED" },
        { "https://", "https://@", "DIRECTIVE_MALFORMED" },
        { "https://hub.example:8443", "https://", "DIRECTIVE_MALFORMED" },
        { "https://hub", "https:\\\\\\\\hub", "DIRECTIVE_MALFORMED" },
        { "x.mlpkg\"", "x.mlpkg#y\"", "DIRECTIVE_MALFORMED" },
        { "x.mlpkg\"", "x y.mlpkg\"", "DIRECTIVE_MALFORMED" },
        { "x.mlpkg\"", "x\\n.mlpkg\"", "DIRECTIVE_MALFORMED" },
        { "x.mlpkg\"", "\\u0430.mlpkg\"", "DIRECTIVE_MALFORMED" },
        { "[\"https://hub.example:8443/packages/x.mlpkg\"]", "[]", "DIRECTIVE_MALFORMED" },
        { "[\"https://hub.example:8443/packages/x.mlpkg\"]", "[\"https://a/\",\"https://a/\"]", "DIRECTIVE_MALFORMED" },
        { "}]}", "}]} ,", "DIRECTIVE_MALFORMED" },
        { "{\"schema\"", " {\"schema\"", "DOCUMENT_NOT_JSON" },
    };

    [Theory]
    [MemberData(nameof(Departures))]
    public void Departures_are_refused(string right, string wrong, string code)
    {
        string changed = Sample.Replace(right, wrong, StringComparison.Ordinal);
        Assert.NotEqual(Sample, changed);
        Assert.Equal(code, DirectiveParser.Parse(Encoding.UTF8.GetBytes(changed)).Match(_ => "read", fault => fault.Reason.Code));
    }

    [Fact]
    public void Limits_hold()
    {
        Directive directive = Parse(Sample);
        DesiredRelease one = directive.Desired[0];
        DesiredRelease[] many = [.. Enumerable.Range(0, 65).Select(i => one with { Model = $"m{i}" })];
        Assert.True(DirectiveWriter.Write(directive with { Desired = many[..64] }).TryGet(out _, out _));
        Assert.False(DirectiveWriter.Write(directive with { Desired = many }).TryGet(out _, out _));
        Assert.False(DirectiveWriter.Write(directive with { Desired = [one, one] }).TryGet(out _, out _));
        string[] sources = [.. Enumerable.Range(0, 9).Select(i => $"https://s{i}/")];
        Assert.True(DirectiveWriter.Write(directive with { Desired = [one with { Sources = sources[..8] }] }).TryGet(out _, out _));
        Assert.False(DirectiveWriter.Write(directive with { Desired = [one with { Sources = sources }] }).TryGet(out _, out _));
        Assert.False(DirectiveWriter.Write(directive with { Desired = [one with { Sources = ["https://s/" + new string('a', 2048)] }] }).TryGet(out _, out _));
    }

    [Fact]
    public void No_cut_or_flipped_bit_escapes_as_an_exception()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Sample);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(DirectiveParser.Parse(bytes.AsSpan(0, length)).TryGet(out _, out FormatFault? fault));
            Assert.InRange(fault.Offset, 0, length);
        }

        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.True(DirectiveParser.Parse(flipped).Match(directive => directive.Desired.Count <= 1, fault => fault.Offset <= flipped.Length));
        }
    }

    private static Directive Parse(string text) =>
        DirectiveParser.Parse(Encoding.UTF8.GetBytes(text)).Match(directive => directive, fault => throw new InvalidOperationException($"{fault}"));
}
