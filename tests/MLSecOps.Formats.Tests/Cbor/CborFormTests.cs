using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Cbor;

namespace MLSecOps.Formats.Tests.Cbor;

/// <summary>The form of CBOR: examples of RFC 8949, appendix A and F, and what two readers could understand differently.</summary>
public sealed class CborFormTests
{
    [Theory]
    [InlineData("00")]
    [InlineData("1818")]
    [InlineData("1903e8")]
    [InlineData("1bffffffffffffffff")]
    [InlineData("3903e7")]
    [InlineData("f4")]
    [InlineData("f6")]
    [InlineData("f8ff")]
    [InlineData("fb3ff199999999999a")]
    [InlineData("c11a514b67b0")]
    [InlineData("4401020304")]
    [InlineData("64f0908591")]
    [InlineData("98190102030405060708090a0b0c0d0e0f101112131415161718181819")]
    [InlineData("a56161614161626142616361436164614461656145")]
    [InlineData("a201020304")]
    [InlineData("a203040102")]
    [InlineData("8181818181818180")]
    public void Deterministic_items_are_in_form(string hex) => Assert.Null(Check(hex));

    [Theory]
    [InlineData("", "CBOR_MALFORMED", 0)]
    [InlineData("18", "CBOR_MALFORMED", 0)]
    [InlineData("4403", "CBOR_MALFORMED", 0)]
    [InlineData("8201", "CBOR_MALFORMED", 2)]
    [InlineData("a101", "CBOR_MALFORMED", 2)]
    [InlineData("c1", "CBOR_MALFORMED", 1)]
    [InlineData("1c", "CBOR_MALFORMED", 0)]
    [InlineData("fc", "CBOR_MALFORMED", 0)]
    [InlineData("ff", "CBOR_MALFORMED", 0)]
    [InlineData("1f", "CBOR_MALFORMED", 0)]
    [InlineData("f800", "CBOR_MALFORMED", 0)]
    [InlineData("f81f", "CBOR_MALFORMED", 0)]
    [InlineData("62c328", "CBOR_MALFORMED", 0)]
    [InlineData("5bffffffffffffffff00", "CBOR_MALFORMED", 0)]
    [InlineData("1800", "CBOR_NOT_DETERMINISTIC", 0)]
    [InlineData("8301190018f6", "CBOR_NOT_DETERMINISTIC", 2)]
    [InlineData("1a0000ffff", "CBOR_NOT_DETERMINISTIC", 0)]
    [InlineData("1b00000000ffffffff", "CBOR_NOT_DETERMINISTIC", 0)]
    [InlineData("5801aa", "CBOR_NOT_DETERMINISTIC", 0)]
    [InlineData("d80100", "CBOR_NOT_DETERMINISTIC", 0)]
    [InlineData("9f0102ff", "CBOR_NOT_DETERMINISTIC", 0)]
    [InlineData("bf0102ff", "CBOR_NOT_DETERMINISTIC", 0)]
    [InlineData("5f42010243030405ff", "CBOR_NOT_DETERMINISTIC", 0)]
    [InlineData("817f657374726561646d696e67ff", "CBOR_NOT_DETERMINISTIC", 1)]
    [InlineData("a201020103", "CBOR_NOT_DETERMINISTIC", 3)]
    [InlineData("a2616101616102", "CBOR_NOT_DETERMINISTIC", 4)]
    [InlineData("a1410102", "CBOR_NOT_DETERMINISTIC", 1)]
    [InlineData("a1f93c0001", "CBOR_NOT_DETERMINISTIC", 1)]
    [InlineData("818181818181818180", "CBOR_LIMIT_EXCEEDED", 8)]
    [InlineData("c1c1c1c1c1c1c1c1c100", "CBOR_LIMIT_EXCEEDED", 8)]
    [InlineData("9affffffff", "CBOR_LIMIT_EXCEEDED", 0)]
    [InlineData("baffffffff", "CBOR_LIMIT_EXCEEDED", 0)]
    [InlineData("0000", "CBOR_TRAILING_BYTES", 1)]
    [InlineData("8000", "CBOR_TRAILING_BYTES", 1)]
    public void Other_items_are_refused_where_they_depart(string hex, string code, long offset)
    {
        FormatFault? fault = Check(hex);
        Assert.Equal((code, offset), (fault?.Reason.Code, fault?.Offset ?? -1));
        Assert.Equal(offset + 1000, CborForm.Check(Convert.FromHexString(hex), 64, 1000)!.Offset);
    }

    [Fact]
    public void A_message_beyond_its_size_is_not_looked_at() =>
        Assert.Equal(EvidenceReasons.CborLimit, CborForm.Check(new byte[65], 64)?.Reason);

    [Fact]
    public void After_a_fault_nothing_is_read()
    {
        CborCursor cursor = CborCursor.Open(Convert.FromHexString("83010243aabbcc"), 64, EvidenceReasons.ClaimsMalformed);
        Assert.Equal(3, cursor.EnterArray(3, 3, "three"));
        Assert.Equal(1, cursor.Integer(0, 9, "a digit"));
        Assert.Equal("", cursor.Text(9, _ => true, "text"));
        Assert.Equal((2L, "text", "an integer"), (cursor.Fault!.Offset, cursor.Fault.Expected, cursor.Fault.Found));
        Assert.Equal(0, cursor.Integer(0, 9, "a digit"));
        Assert.True(cursor.Bytes(0, 9, "bytes").IsEmpty);
        Assert.Equal(2, cursor.Offset);
    }

    [Theory]
    [InlineData("1b8000000000000000")]
    [InlineData("3bffffffffffffffff")]
    [InlineData("f93c00")]
    [InlineData("6131")]
    public void What_is_no_integer_of_64_bits_is_none(string hex)
    {
        CborCursor cursor = CborCursor.Open(Convert.FromHexString(hex), 64, EvidenceReasons.ClaimsMalformed);
        Assert.Equal(0, cursor.Integer(long.MinValue, long.MaxValue, "an integer"));
        Assert.Equal(EvidenceReasons.ClaimsMalformed, cursor.Fault?.Reason);
    }

    private static FormatFault? Check(string hex) => CborForm.Check(Convert.FromHexString(hex), 64);
}
