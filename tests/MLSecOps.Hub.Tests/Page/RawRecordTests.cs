using System.Text;
using MLSecOps.Core.Digests;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Page.Text;
using MLSecOps.TestKit;

namespace MLSecOps.Hub.Tests.Page;

/// <summary>A record as its device sent it, whatever it sent.</summary>
public sealed class RawRecordTests
{
    /// <summary>Members that no reader knows are passed over when a record comes in, so that what is in them first meets a reader here. A lone surrogate took the view of the finding down.</summary>
    [Theory]
    [InlineData("{\"extra\":\"\\ud800\"}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"a\":\"\\udc00\\ud800\"}")]
    [InlineData("{")]
    [InlineData("")]
    [RedTeam("G5", "Takes the view of a finding down by a record with what is no text", typeof(RawRecord))]
    public void What_is_no_text_is_shown_as_it_came(string sent)
    {
        byte[] payload = Encoding.UTF8.GetBytes(sent);
        StoredRecord record = new("", "", 1, default, default, "", "", Sha256Digest.Of(payload), payload, default);
        Assert.Equal(sent, RawRecord.Text(record));
    }

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_shown_as_such() =>
        Assert.Contains("FFFD", RawRecord.Text(new StoredRecord("", "", 1, default, default, "", "", default, Encoding.Latin1.GetBytes("{\"\u00ff\":\"\u00ff\"}"), default)), StringComparison.Ordinal);

    [Fact]
    public void JSON_is_indented() =>
        Assert.Equal("{\n  \"a\": 1\n}", RawRecord.Text(new StoredRecord("", "", 1, default, default, "", "", default, "{\"a\":1}"u8.ToArray(), default)));
}
