using System.Text;

using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Bulletins;
using MLSecOps.Formats.Tests.Documents;

namespace MLSecOps.Formats.Tests.Bulletins;

public sealed class BulletinParserTests
{
    private const string Manifest = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    private const string Other = "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    private const string Sample =
        $$$"""
        {"schema":"mlsec.bulletin/1","version":7,"issued":"2026-11-23T12:00:00Z","expires":"2026-12-23T12:00:00Z","recalls":[{"model":"vision","release":17,"manifest_sha256":"{{{Manifest}}}","why":"answers \"no\" in the dark","fallback":{"release":16,"manifest_sha256":"{{{Other}}}"}},{"model":"vision","release":15,"manifest_sha256":"aa112233445566778899aabbccddeeff00112233445566778899aabbccddeeff","why":"x"}],"least_releases":[{"model":"vision","release":12}],"least_crl_numbers":[{"authority_sha256":"{{{Manifest}}}","number":0}]}
        """;

    [Fact]
    public void Every_member_arrives()
    {
        Bulletin bulletin = Parse(Encoding.UTF8.GetBytes(Sample)).Match(value => value, fault => throw new InvalidOperationException($"{fault}"));
        Assert.Equal((7L, 2, 1, 1), (bulletin.Version, bulletin.Recalls.Count, bulletin.LeastReleases.Count, bulletin.LeastCrlNumbers.Count));
        Recall recall = bulletin.Recalls[0];
        Assert.Equal(("vision", 17L, Manifest, "answers \"no\" in the dark", 16L, Other), (recall.Model, recall.Id.Release, recall.Id.Manifest.Hex, recall.Why, recall.Fallback!.Release, recall.Fallback.Manifest.Hex));
        Assert.Null(bulletin.Recalls[1].Fallback);
        Assert.Equal((12L, 0L), (bulletin.LeastReleaseOf("vision"), bulletin.LeastReleaseOf("other")));
        Assert.Same(recall, bulletin.FindRecall(recall.Id.Manifest));
    }

    [Fact]
    public void What_is_read_is_written_again_byte_for_byte() => Assert.Equal(
        Sample,
        BulletinWriter.Write(Parse(Encoding.UTF8.GetBytes(Sample)).Match(value => value, _ => throw new InvalidOperationException())).Match(bytes => Encoding.UTF8.GetString(bytes.Span), fault => $"{fault}"));

    [Fact]
    public void Every_truncation_is_refused() => Departure.AssertEveryTruncationIsRefused(Parse, Sample);

    [Theory]
    [InlineData("bulletin/1", "bulletin/2", "BULLETIN_SCHEMA_UNSUPPORTED")]
    [InlineData("mlsec.bulletin/1", "mlsec.directive/1", "BULLETIN_SCHEMA_UNSUPPORTED")]
    [InlineData("\"version\":7,", "", "BULLETIN_MALFORMED")]
    [InlineData("\"version\":7", "\"version\":0", "BULLETIN_MALFORMED")]
    [InlineData("\"version\":7", "\"version\":7.0", "BULLETIN_MALFORMED")]
    [InlineData("\"version\":7", "\"version\":9007199254740992", "BULLETIN_MALFORMED")]
    [InlineData("\"version\":7", "\"version\":7,\"versi\\u006fn\":8", "BULLETIN_MALFORMED")]
    [InlineData("\"recalls\"", "\"recall\"", "BULLETIN_MALFORMED")]
    [InlineData("2026-12-23T12", "2026-11-23T12", "BULLETIN_MALFORMED")]
    [InlineData("\"model\":\"vision\"", "\"model\":\"../vision\"", "BULLETIN_MALFORMED")]
    [InlineData("\"release\":17", "\"release\":-17", "BULLETIN_MALFORMED")]
    [InlineData("aa1122", "001122", "BULLETIN_MALFORMED")]
    [InlineData("aa1122", "AA1122", "BULLETIN_MALFORMED")]
    [InlineData("ff1122", "001122", "BULLETIN_MALFORMED")]
    [InlineData("in the dark", "in \\u001b[31m", "BULLETIN_MALFORMED")]
    [InlineData("in the dark", "in the \\u202e", "BULLETIN_MALFORMED")]
    [InlineData("\"why\":\"x\"", "\"why\":\"\"", "BULLETIN_MALFORMED")]
    [InlineData(",\"why\":\"x\"", "", "BULLETIN_MALFORMED")]
    [InlineData("\"fallback\":{\"release\":16,", "\"fallback\":{", "BULLETIN_MALFORMED")]
    [InlineData("\"fallback\":{", "\"action\":{", "BULLETIN_MALFORMED")]
    [InlineData("[{\"model\":\"vision\",\"release\":12}]", "[{\"model\":\"vision\",\"release\":12},{\"model\":\"vision\",\"release\":13}]", "BULLETIN_MALFORMED")]
    [InlineData("\"number\":0", "\"number\":-1", "BULLETIN_MALFORMED")]
    [InlineData("\"number\":0}]}", "\"number\":0}]}{}", "BULLETIN_MALFORMED")]
    [InlineData("{\"schema\"", "[\"schema\"", "DOCUMENT_NOT_JSON")]
    public void A_departure_from_the_schema_is_refused(string from, string to, string code) => Departure.AssertRefused(Parse, Sample, from, to, code);

    [Fact]
    public void Limits_hold()
    {
        string many = string.Join(',', Enumerable.Range(1, BulletinLimits.Models + 1).Select(i => $$"""{"model":"m{{i}}","release":1}"""));
        Departure.AssertRefused(Parse, Sample, "{\"model\":\"vision\",\"release\":12}", many, "BULLETIN_MALFORMED");
        Departure.AssertRefused(Parse, Sample, "\"why\":\"x\"", $"\"why\":\"{new string('x', BulletinLimits.WhyLength + 1)}\"", "BULLETIN_MALFORMED");
    }

    private static Parsed<Bulletin> Parse(ReadOnlyMemory<byte> document) => BulletinParser.Parse(document.Span);
}
