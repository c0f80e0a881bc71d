using System.Text;

using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Memberships;
using MLSecOps.Formats.Tests.Documents;
using MLSecOps.Formats.Tests.Eat;

namespace MLSecOps.Formats.Tests.Memberships;

public sealed class MembershipParserTests
{
    private const string Sample =
        $$"""
        {"schema":"mlsec.membership/1","fleet":"acme","device":"{{SampleEvidence.Device}}","sequence":3,"issued":"2026-11-23T12:00:00Z","expires":"2027-11-23T12:00:00Z","groups":["line-3","cameras"]}
        """;

    [Fact]
    public void What_is_read_is_written_again_byte_for_byte()
    {
        Membership membership = Parse(Encoding.UTF8.GetBytes(Sample)).Match(value => value, fault => throw new InvalidOperationException($"{fault}"));
        Assert.Equal(("acme", SampleEvidence.Ueid(), 3L), (membership.Fleet, membership.Device, membership.Sequence));
        Assert.Equal(["line-3", "cameras"], membership.Groups);
        Assert.Equal(Sample, MembershipWriter.Write(membership).Match(bytes => Encoding.UTF8.GetString(bytes.Span), fault => $"{fault}"));
    }

    [Fact]
    public void Every_truncation_is_refused() => Departure.AssertEveryTruncationIsRefused(Parse, Sample);

    [Theory]
    [InlineData("membership/1", "membership/2", "MEMBERSHIP_SCHEMA_UNSUPPORTED")]
    [InlineData(SampleEvidence.Device, "*", "MEMBERSHIP_MALFORMED")]
    [InlineData("\"sequence\":3", "\"sequence\":0", "MEMBERSHIP_MALFORMED")]
    [InlineData("\"cameras\"", "\"line-3\"", "MEMBERSHIP_MALFORMED")]
    [InlineData("\"cameras\"", "\"a b\"", "MEMBERSHIP_MALFORMED")]
    [InlineData("2027-11", "2026-11", "MEMBERSHIP_MALFORMED")]
    [InlineData(",\"groups\":[\"line-3\",\"cameras\"]", "", "MEMBERSHIP_MALFORMED")]
    [InlineData("\"groups\"", "\"group\"", "MEMBERSHIP_MALFORMED")]
    public void A_departure_from_the_schema_is_refused(string from, string to, string code) => Departure.AssertRefused(Parse, Sample, from, to, code);

    [Fact]
    public void The_kind_of_a_document_is_looked_at_and_nothing_else()
    {
        Assert.Equal("mlsec.membership/1", DocumentSchema.Peek(Encoding.UTF8.GetBytes(Sample)));
        Assert.Equal("b", DocumentSchema.Peek("""{"x":{"schema":"a"},"schema":"b","#"""u8));
        Assert.Null(DocumentSchema.Peek("""{"schema":7}"""u8));
        Assert.Null(DocumentSchema.Peek("""{"schema":"\ud800"}"""u8));
        Assert.Null(DocumentSchema.Peek("[]"u8));
        Assert.Null(DocumentSchema.Peek(""u8));
        Assert.Null(DocumentSchema.Peek("{\"schema"u8));
    }

    private static Parsed<Membership> Parse(ReadOnlyMemory<byte> document) => MembershipParser.Parse(document.Span);
}
