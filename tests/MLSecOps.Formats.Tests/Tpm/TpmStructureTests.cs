using System.Security.Cryptography;

using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Tpm;

namespace MLSecOps.Formats.Tests.Tpm;

public sealed class TpmStructureTests
{
    [Fact]
    public void A_key_of_tpm2_createak_is_read_and_named_as_the_tool_does()
    {
        TpmPublic key = Read(TpmPublic.ParseSized(SampleTpm.AttestationSized));
        Assert.Equal(TpmKeyKind.EccSigning, key.Kind);
        Assert.Equal(
            TpmObjectAttributes.FixedTpm | TpmObjectAttributes.FixedParent | TpmObjectAttributes.SensitiveDataOrigin | TpmObjectAttributes.UserWithAuth | TpmObjectAttributes.Restricted | TpmObjectAttributes.Sign,
            key.Attributes);
        Assert.Equal(SampleTpm.AttestationName, Convert.ToHexStringLower(key.Name));
        Assert.Equal(SampleTpm.Attestation, TpmPublic.Encode(key.Kind, key.Attributes, key.AuthPolicy.Span, key.X.Span, key.Y.Span));
    }

    [Fact]
    public void Its_SubjectPublicKeyInfo_verifies_the_quote_of_tpm2_quote()
    {
        TpmPublic key = Read(TpmPublic.Parse(SampleTpm.Attestation));
        TpmSignature signature = Read(TpmSignature.Parse(SampleTpm.Signature));
        using ECDsa platform = ECDsa.Create();
        platform.ImportSubjectPublicKeyInfo(key.SubjectPublicKeyInfo(), out _);
        Assert.True(platform.VerifyData(SampleTpm.Quote, signature.Value.Span, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        byte[] changed = [.. SampleTpm.Quote];
        changed[^1] ^= 1;
        Assert.False(platform.VerifyData(changed, signature.Value.Span, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    [Fact]
    public void An_endorsement_key_is_read()
    {
        TpmPublic key = Read(TpmPublic.ParseSized(SampleTpm.EndorsementSized));
        Assert.Equal((TpmKeyKind.EccStorage, 32, 32), (key.Kind, key.AuthPolicy.Length, key.X.Length));
        Assert.True(key.Attributes.HasFlag(TpmObjectAttributes.Decrypt | TpmObjectAttributes.Restricted));
        Assert.Equal(SampleTpm.Endorsement, TpmPublic.Encode(key.Kind, key.Attributes, key.AuthPolicy.Span, key.X.Span, key.Y.Span));
    }

    [Fact]
    public void An_RSA_key_is_read_and_the_platform_knows_it()
    {
        using RSA rsa = RSA.Create(2048);
        byte[] modulus = rsa.ExportParameters(false).Modulus!;
        byte[] encoded = TpmPublic.Encode(TpmKeyKind.RsaStorage, TpmObjectAttributes.Decrypt, new byte[32], modulus, []);
        TpmPublic key = Read(TpmPublic.Parse(encoded));
        Assert.Equal(TpmKeyKind.RsaStorage, key.Kind);
        Assert.Equal(rsa.ExportSubjectPublicKeyInfo(), key.SubjectPublicKeyInfo());
    }

    // The quote of the reference notes, field by field.
    [Fact]
    public void A_quote_of_tpm2_quote_is_read()
    {
        TpmAttest quote = Read(TpmAttest.Parse(SampleTpm.Quote));
        Assert.Equal(TpmAttest.QuoteType, quote.Type);
        Assert.Equal(34, quote.QualifiedSigner.Length);
        Assert.Equal("00112233", Convert.ToHexStringLower(quote.ExtraData.Span));
        Assert.Equal(new TpmClock(1052, 2, 0, true), quote.Clock);
        Assert.Equal([PcrSelection.Sha256(15)], quote.Selection);
        Assert.Equal([15], quote.Selection[0].Indices);
        Assert.Equal(PcrValue.Compose([new PcrValue(15, SampleTpm.Hex(SampleTpm.PcrValue15))]).Hex, Convert.ToHexStringLower(quote.PcrDigest.Span));
    }

    /// <summary>A TPM may leave out leading zeros of the halves of a signature, and of a coordinate: the name keeps the bytes as they came.</summary>
    [Fact]
    public void Short_numbers_are_widened()
    {
        TpmSignature signature = Read(TpmSignature.Parse(Convert.FromHexString("0018000b" + "0001ff" + "00020102")));
        Assert.Equal(new string('0', 62) + "ff" + new string('0', 60) + "0102", Convert.ToHexStringLower(signature.Value.Span));
        Assert.Equal(signature.Value.ToArray(), Read(TpmSignature.Parse(signature.Encode())).Value.ToArray());
        byte[] encoded = TpmPublic.Encode(TpmKeyKind.EccSigning, TpmObjectAttributes.Sign, [], [1, 2], [3]);
        TpmPublic key = Read(TpmPublic.Parse(encoded));
        Assert.Equal((32, 1, 2, 3), (key.X.Length, key.X.Span[30], key.X.Span[31], key.Y.Span[31]));
        Assert.Equal(encoded, key.Encoded.ToArray());
    }

    // Offsets of the attestation key: 0 type, 2 name algorithm, 4 attributes, 8 policy, 10 symmetric, 12 scheme, 14 hash, 16 curve, 18 kdf, 20 x, 54 y.
    [Theory]
    [InlineData(0, "0001", "TPM_KEY_REFUSED", 10)]
    [InlineData(0, "0008", "TPM_KEY_REFUSED", 0)]
    [InlineData(2, "0004", "TPM_KEY_REFUSED", 2)]
    [InlineData(8, "0041", "TPM_MALFORMED", 8)]
    [InlineData(10, "0006", "TPM_KEY_REFUSED", 12)]
    [InlineData(10, "0026", "TPM_KEY_REFUSED", 10)]
    [InlineData(12, "0016", "TPM_KEY_REFUSED", 12)]
    [InlineData(14, "0004", "TPM_KEY_REFUSED", 14)]
    [InlineData(16, "0004", "TPM_KEY_REFUSED", 16)]
    [InlineData(18, "0020", "TPM_KEY_REFUSED", 18)]
    [InlineData(20, "0021", "TPM_MALFORMED", 20)]
    [InlineData(54, "0000", "TPM_KEY_REFUSED", 54)]
    [InlineData(54, "001f", "TPM_MALFORMED", 87)]
    public void Keys_of_other_kinds_and_forms_are_refused(int at, string hex, string code, int offset)
    {
        byte[] key = SampleTpm.Attestation;
        Convert.FromHexString(hex).CopyTo(key, at);
        Assert.False(TpmPublic.Parse(key).TryGet(out _, out FormatFault? fault));
        Assert.Equal((code, offset), (fault.Reason.Code, (int)fault.Offset));
    }

    [Theory]
    [InlineData(0, "fe", "TPM_MALFORMED", 0)]
    [InlineData(4, "8019", "TPM_MALFORMED", 4)]
    [InlineData(6, "0043", "TPM_MALFORMED", 6)]
    [InlineData(64, "02", "TPM_MALFORMED", 64)]
    [InlineData(73, "00000009", "TPM_MALFORMED", 73)]
    [InlineData(79, "05", "TPM_MALFORMED", 79)]
    public void Attestations_in_another_form_are_refused(int at, string hex, string code, int offset)
    {
        byte[] quote = [.. SampleTpm.Quote];
        Convert.FromHexString(hex).CopyTo(quote, at);
        Assert.False(TpmAttest.Parse(quote).TryGet(out _, out FormatFault? fault));
        Assert.Equal((code, offset), (fault.Reason.Code, (int)fault.Offset));
    }

    [Fact]
    public void Other_signatures_are_refused()
    {
        byte[] rsa = [0, 0x14, .. SampleTpm.Signature[2..]], sha1 = [0, 0x18, 0, 4, .. SampleTpm.Signature[4..]];
        Assert.Equal("TPM_KEY_REFUSED", Code(TpmSignature.Parse(rsa)));
        Assert.Equal("TPM_KEY_REFUSED", Code(TpmSignature.Parse(sha1)));
        Assert.Equal("TPM_MALFORMED", Code(TpmSignature.Parse(Convert.FromHexString("0018000b0021" + new string('0', 66) + "000101"))));
    }

    [Fact]
    public void What_is_cut_or_longer_is_refused_at_every_byte()
    {
        CheckCuts(SampleTpm.Attestation, bytes => TpmPublic.Parse(bytes));
        CheckCuts(SampleTpm.EndorsementSized, TpmPublic.ParseSized);
        CheckCuts(SampleTpm.Quote, bytes => TpmAttest.Parse(bytes));
        CheckCuts(SampleTpm.Signature, bytes => TpmSignature.Parse(bytes));
    }

    [Fact]
    public void No_flipped_bit_escapes_as_an_exception()
    {
        CheckFlips(SampleTpm.Attestation, bytes => TpmPublic.Parse(bytes), (key, flipped) => Assert.Equal(flipped, key.Encoded.ToArray()));
        CheckFlips(SampleTpm.Quote, bytes => TpmAttest.Parse(bytes), (quote, flipped) => Assert.NotEqual(SampleTpm.Quote, flipped));
        CheckFlips(SampleTpm.Signature, bytes => TpmSignature.Parse(bytes), (signature, flipped) => Assert.Equal(flipped, signature.Encode()));
    }

    [Fact]
    public void Offsets_count_from_what_was_received()
    {
        byte[] quote = [.. SampleTpm.Quote];
        quote[64] = 2;
        Assert.Equal(1064, TpmAttest.Parse(quote, 1000).Match(_ => -1, fault => fault.Offset));
        Assert.Equal(1000, TpmSignature.Parse(Array.Empty<byte>(), 1000).Match(_ => -1, fault => fault.Offset));
    }

    private static void CheckCuts<T>(byte[] whole, Func<ReadOnlyMemory<byte>, Parsed<T>> parse)
        where T : notnull
    {
        Read(parse(whole));
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.False(parse(whole.AsMemory(0, length)).TryGet(out _, out FormatFault? fault));
            Assert.InRange(fault.Offset, 0, length);
        }

        Assert.Equal("TPM_MALFORMED", Code(parse((byte[])[.. whole, 0])));
    }

    private static void CheckFlips<T>(byte[] whole, Func<ReadOnlyMemory<byte>, Parsed<T>> parse, Action<T, byte[]> accepted)
        where T : notnull
    {
        for (int bit = 0; bit < whole.Length * 8; bit++)
        {
            byte[] flipped = [.. whole];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            if (parse(flipped).TryGet(out T? value, out FormatFault? fault))
            {
                accepted(value, flipped);
            }
            else
            {
                Assert.InRange(fault.Offset, 0, flipped.Length);
            }
        }
    }

    private static string Code<T>(Parsed<T> parsed)
        where T : notnull => parsed.Match(_ => "", fault => fault.Reason.Code);

    private static T Read<T>(Parsed<T> parsed)
        where T : notnull => parsed.Match(value => value, fault => throw new InvalidOperationException($"{fault}"));
}
