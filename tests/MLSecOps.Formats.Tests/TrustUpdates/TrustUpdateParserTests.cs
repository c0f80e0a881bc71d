using System.Text;

using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Tests.Documents;
using MLSecOps.Formats.TrustUpdates;

namespace MLSecOps.Formats.Tests.TrustUpdates;

public sealed class TrustUpdateParserTests
{
    private const string Sample =
        """
        {"schema":"mlsec.trust/1","fleet":"acme","version":2,"issued":"2026-11-23T12:00:00Z","expires":"2027-11-23T12:00:00Z","roles":{"root":{"anchors":["MAA=","MAE="],"threshold":2,"eku":"strict"},"publisher":{"anchors":["MAI="],"threshold":1,"eku":"oms"},"director":{"anchors":["MAM="],"threshold":1,"eku":"strict"},"hub":{"anchors":["MAQ="],"threshold":1,"eku":"strict"},"timestamp":{"anchors":["MAU="]}},"reset_release_floors":[{"model":"vision","release":0}],"reset_time_sources":["bulletin","crl"]}
        """;

    [Fact]
    public void Every_member_arrives()
    {
        TrustUpdate update = Value(Sample);
        Assert.Equal(("acme", 2L, 5), (update.Fleet, update.Version, update.Roles.Count));
        Assert.Equal((2, 2, false), (update.Roles[TrustRole.Root].Anchors.Count, update.Roles[TrustRole.Root].Threshold, update.Roles[TrustRole.Root].AcceptsOmsUsage));
        Assert.True(update.Roles[TrustRole.Publisher].AcceptsOmsUsage);
        Assert.Equal([0x30, 0x05], update.Roles[TrustRole.Timestamp].Anchors[0].ToArray());
        Assert.Equal(new FloorReset("vision", 0), Assert.Single(update.FloorResets));
        Assert.Equal([TimeSource.Bulletin, TimeSource.Crl], update.TimeResets);
    }

    [Fact]
    public void What_is_read_is_written_again_byte_for_byte() =>
        Assert.Equal(Sample, TrustUpdateWriter.Write(Value(Sample)).Match(bytes => Encoding.UTF8.GetString(bytes.Span), fault => $"{fault}"));

    [Fact]
    public void Every_truncation_is_refused() => Departure.AssertEveryTruncationIsRefused(Parse, Sample);

    [Theory]
    [InlineData("trust/1", "trust/2", "TRUST_UPDATE_SCHEMA_UNSUPPORTED")]
    [InlineData("\"fleet\":\"acme\"", "\"fleet\":\"a/b\"", "TRUST_UPDATE_MALFORMED")]
    [InlineData("\"version\":2", "\"version\":0", "TRUST_UPDATE_MALFORMED")]
    [InlineData("\"version\":2", "\"version\":2e0", "TRUST_UPDATE_MALFORMED")]
    [InlineData("2027-11", "2026-11", "TRUST_UPDATE_MALFORMED")]
    [InlineData("\"root\":", "\"roots\":", "TRUST_UPDATE_MALFORMED")]
    [InlineData("\"publisher\":{\"anchors\":[\"MAI=\"],\"threshold\":1,\"eku\":\"oms\"},", "", "TRUST_UPDATE_MALFORMED")]
    [InlineData("\"hub\":", "\"root\":", "TRUST_UPDATE_MALFORMED")]
    [InlineData("[\"MAA=\",\"MAE=\"]", "[]", "TRUST_UPDATE_MALFORMED")]
    [InlineData("MAE=", "MAA=", "TRUST_UPDATE_MALFORMED")]
    [InlineData("MAE=", "MAE", "TRUST_UPDATE_MALFORMED")]
    [InlineData("MAE=", "MAF=", "TRUST_UPDATE_MALFORMED")]
    [InlineData("MAE=", "MA E=", "TRUST_UPDATE_MALFORMED")]
    [InlineData("MAE=", "", "TRUST_UPDATE_MALFORMED")]
    [InlineData("\"threshold\":2", "\"threshold\":17", "TRUST_UPDATE_MALFORMED")]
    [InlineData("\"threshold\":2", "\"threshold\":0", "TRUST_UPDATE_MALFORMED")]
    [InlineData("\"threshold\":2,", "", "TRUST_UPDATE_MALFORMED")]
    [InlineData("\"strict\"", "\"none\"", "TRUST_UPDATE_MALFORMED")]
    [InlineData("[\"MAU=\"]", "[\"MAU=\"],\"threshold\":1", "TRUST_UPDATE_MALFORMED")]
    [InlineData("\"release\":0", "\"release\":-1", "TRUST_UPDATE_MALFORMED")]
    [InlineData("\"crl\"]", "\"crl\",\"crl\"]", "TRUST_UPDATE_MALFORMED")]
    [InlineData("\"crl\"]", "\"build\"]", "TRUST_UPDATE_MALFORMED")]
    [InlineData("\"reset_time_sources\":[\"bulletin\",\"crl\"]", "\"reset\":[]", "TRUST_UPDATE_MALFORMED")]
    public void A_departure_from_the_schema_is_refused(string from, string to, string code) => Departure.AssertRefused(Parse, Sample, from, to, code);

    [Fact]
    public void Limits_hold()
    {
        string many = string.Join(',', Enumerable.Range(0, TrustUpdate.MaxAnchors + 1).Select(i => $"\"{Convert.ToBase64String([0x30, (byte)i, 1])}\""));
        Departure.AssertRefused(Parse, Sample, "\"MAA=\",\"MAE=\"", many, "TRUST_UPDATE_MALFORMED");
        Departure.AssertRefused(Parse, Sample, "MAA=", Convert.ToBase64String(new byte[TrustUpdate.MaxAnchorBytes + 1]), "TRUST_UPDATE_MALFORMED");
    }

    private static TrustUpdate Value(string text) => Parse(Encoding.UTF8.GetBytes(text)).Match(value => value, fault => throw new InvalidOperationException($"{fault}"));

    private static Parsed<TrustUpdate> Parse(ReadOnlyMemory<byte> document) => TrustUpdateParser.Parse(document.Span);
}
