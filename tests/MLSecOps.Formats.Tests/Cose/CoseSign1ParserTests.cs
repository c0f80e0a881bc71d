using System.Security.Cryptography;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Cose;

namespace MLSecOps.Formats.Tests.Cose;

public sealed class CoseSign1ParserTests
{
    private static readonly byte[] Signature = new byte[64];

    [Fact]
    public void What_is_written_is_read()
    {
        byte[] header = CoseSign1Writer.ProtectedHeader([1, 2, 3], "text/plain");
        byte[] message = CoseSign1Writer.Write(header, [new byte[] { 7 }, new byte[] { 8 }], "hello"u8, Signature);
        Assert.True(CoseSign1Parser.Parse(message).TryGet(out CoseSign1? cose, out FormatFault? fault), $"{fault}");
        Assert.Equal("hello"u8.ToArray(), cose.Payload.ToArray());
        Assert.Equal("hello"u8.ToArray(), message[(int)cose.PayloadOffset..][..5]);
        Assert.Equal([1, 2, 3], cose.KeyId!.Value.ToArray());
        Assert.Equal("text/plain", cose.ContentType);
        Assert.Equal([[7], [8]], cose.Certificates.Select(certificate => certificate.ToArray()));
    }

    // Head, protected header, unprotected header, payload; then 64 bytes of signature.
    [Theory]
    [InlineData("d2 84 43a10126 a0 41aa", null)]
    [InlineData("d2 84 47a2012604420102 a0 41aa", null)]
    [InlineData("d2 84 43a10126 a10442aabb 41aa", null)]
    [InlineData("d2 84 46a20126186301 a0 41aa", null)]
    [InlineData("d2 84 43a10126 a118214130 41aa", null)]
    [InlineData("84 43a10126 a0 41aa", "COSE_MALFORMED")]
    [InlineData("d8 3d d2 84 43a10126 a0 41aa", "COSE_MALFORMED")]
    [InlineData("d1 84 43a10126 a0 41aa", "COSE_MALFORMED")]
    [InlineData("d2 84 43a10126 a0 f6", "COSE_MALFORMED")]
    [InlineData("d2 84 a10126 a0 41aa", "COSE_MALFORMED")]
    [InlineData("d2 84 40 a10126 41aa", "COSE_ALGORITHM_REFUSED")]
    [InlineData("d2 84 40 a0 41aa", "COSE_ALGORITHM_REFUSED")]
    [InlineData("d2 84 41a0 a0 41aa", "COSE_ALGORITHM_REFUSED")]
    [InlineData("d2 84 44a1013822 a0 41aa", "COSE_ALGORITHM_REFUSED")]
    [InlineData("d2 84 47a1016545533235 a0 41aa", "CBOR_MALFORMED")]
    [InlineData("d2 84 48a101654553323536 a0 41aa", "COSE_ALGORITHM_REFUSED")]
    [InlineData("d2 84 43a10105 a0 41aa", "COSE_ALGORITHM_REFUSED")]
    [InlineData("d2 84 43a10126 a10126 41aa", "COSE_ALGORITHM_REFUSED")]
    [InlineData("d2 84 46a2012602811863 a0 41aa", "CBOR_MALFORMED")]
    [InlineData("d2 84 47a2012602811863 a0 41aa", "COSE_CRITICAL_UNKNOWN")]
    [InlineData("d2 84 43a10126 a102811863 41aa", "COSE_CRITICAL_UNKNOWN")]
    [InlineData("d2 84 46a20126044101 a1044101 41aa", "COSE_MALFORMED")]
    [InlineData("d2 84 45a201260440 a0 41aa", "COSE_MALFORMED")]
    [InlineData("d2 84 45a201260126 a0 41aa", "CBOR_NOT_DETERMINISTIC")]
    [InlineData("d2 84 44a1013806 a0 41aa", "CBOR_NOT_DETERMINISTIC")]
    [InlineData("d2 84 44a1012600 a0 41aa", "CBOR_TRAILING_BYTES")]
    [InlineData("d2 84 43a10126 a118218141aa 41aa", "COSE_MALFORMED")]
    public void The_form_is_the_one_of_the_documentation(string head, string? code)
    {
        byte[] message = [.. Convert.FromHexString(head.Replace(" ", "")), 0x58, 0x40, .. Signature];
        Assert.Equal(code, CoseSign1Parser.Parse(message).Match<string?>(_ => null, fault => fault.Reason.Code));
    }

    [Theory]
    [InlineData(63)]
    [InlineData(65)]
    [InlineData(96)]
    public void A_signature_has_64_bytes(int length)
    {
        byte[] message = CoseSign1Writer.Write(CoseSign1Writer.ProtectedHeader([1], null), [], [1], new byte[length]);
        Assert.Equal(EvidenceReasons.CoseMalformed, CoseSign1Parser.Parse(message).Match(_ => null!, fault => fault.Reason));
    }

    [Fact]
    public void Offsets_inside_the_protected_header_count_from_the_message()
    {
        byte[] message = [0xd2, 0x84, 0x44, 0xa1, 0x01, 0x38, 0x06, 0xa0, 0x41, 0xaa, 0x58, 0x40, .. Signature];
        Assert.Equal(5, CoseSign1Parser.Parse(message).Match(_ => -1, fault => fault.Offset));
    }

    [Fact]
    public void A_cut_or_longer_message_is_refused()
    {
        byte[] message = CoseSign1Writer.Write(CoseSign1Writer.ProtectedHeader([1, 2], "a"), [new byte[] { 7 }], [1, 2, 3], Signature);
        for (int length = 0; length < message.Length; length++)
        {
            Assert.False(CoseSign1Parser.Parse(message.AsMemory(0, length)).TryGet(out _, out FormatFault? fault));
            Assert.InRange(fault.Offset, 0, length);
        }

        Assert.Equal(EvidenceReasons.CborTrailingBytes, CoseSign1Parser.Parse((byte[])[.. message, 0]).Match(_ => null!, fault => fault.Reason));
    }

    /// <summary>Sig_structure is that of RFC 9052, 4.4, byte by byte.</summary>
    [Fact]
    public void The_bytes_to_be_signed_are_those_of_the_RFC() => Assert.Equal(
        "84" + "6a5369676e617475726531" + "43a10126" + "40" + "42c0de",
        Convert.ToHexStringLower(CoseSign1.ToBeSigned([0xa1, 0x01, 0x26], [0xc0, 0xde])));

    [Fact]
    public void An_empty_payload_and_a_large_one_survive()
    {
        foreach (int length in (int[])[0, 23, 24, 255, 256, 65535, 65536, CoseLimits.PayloadBytes])
        {
            byte[] message = CoseSign1Writer.Write(CoseSign1Writer.ProtectedHeader([1], null), [], RandomNumberGenerator.GetBytes(length), Signature);
            Assert.Equal(length, CoseSign1Parser.Parse(message).Match(cose => cose.Payload.Length, _ => -1));
        }
    }
}
