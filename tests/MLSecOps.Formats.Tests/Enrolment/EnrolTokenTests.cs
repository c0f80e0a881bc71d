using CsCheck;

using MLSecOps.Core.Digests;
using MLSecOps.Formats.Enrolment;

namespace MLSecOps.Formats.Tests.Enrolment;

public sealed class EnrolTokenTests
{
    // Python: "mlsec1_" + base64.urlsafe_b64encode(bytes(range(0xf0, 0x100)) + bytes(range(0xe0, 0x100))).decode()
    private const string Golden = "mlsec1_8PHy8_T19vf4-fr7_P3-_-Dh4uPk5ebn6Onq6-zt7u_w8fLz9PX29_j5-vv8_f7_";

    private const string GoldenSecret = "8PHy8_T19vf4-fr7_P3-_w";

    private static readonly byte[] Secret = [.. Enumerable.Range(0xf0, 16).Select(i => (byte)i)];
    private static readonly Sha256Digest Pin = new([.. Enumerable.Range(0xe0, 32).Select(i => (byte)i)]);

    [Fact]
    public void The_text_is_the_documented_one()
    {
        EnrolToken token = EnrolToken.Of(Secret, Pin);
        Assert.Equal(Golden, token.ToString());
        Assert.Equal(GoldenSecret, token.SecretText);
    }

    [Fact]
    public void What_is_written_is_read()
    {
        Assert.True(EnrolToken.TryParse(Golden, out EnrolToken? token));
        Assert.Equal(Secret, token.Secret.ToArray());
        Assert.Equal(Pin, token.Pin);
        Assert.True(EnrolToken.TryParseSecret(token.SecretText, out byte[]? secret));
        Assert.Equal(Secret, secret);
    }

    [Theory]
    [InlineData(Golden + "\n")]
    [InlineData(Golden + "\r\n")]
    [InlineData(" \t" + Golden + "  \n\n")]
    public void White_space_around_a_file_s_only_line_is_passed_over(string text)
    {
        Assert.True(EnrolToken.TryParse(text, out EnrolToken? token));
        Assert.Equal(Golden, token.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("mlsec1_")]
    [InlineData("mlsec1_\n8PHy8_T19vf4-fr7_P3-_-Dh4uPk5ebn6Onq6-zt7u_w8fLz9PX29_j5-vv8_f7_")]
    [InlineData("MLSEC1_8PHy8_T19vf4-fr7_P3-_-Dh4uPk5ebn6Onq6-zt7u_w8fLz9PX29_j5-vv8_f7_")]
    [InlineData("mlsec2_8PHy8_T19vf4-fr7_P3-_-Dh4uPk5ebn6Onq6-zt7u_w8fLz9PX29_j5-vv8_f7_")]
    [InlineData("8PHy8_T19vf4-fr7_P3-_-Dh4uPk5ebn6Onq6-zt7u_w8fLz9PX29_j5-vv8_f7_")]
    [InlineData("mlsec1_8PHy8/T19vf4+fr7/P3+/+Dh4uPk5ebn6Onq6+zt7u/w8fLz9PX29/j5+vv8/f7/")]
    [InlineData("mlsec1_8PHy8_T19vf4-fr7_P3-_-Dh4uPk5ebn6Onq6-zt7u_w8fLz9PX29_j5-vv8_f==")]
    [InlineData("mlsec1_8PHy8_T19vf4-fr7_P3-_-Dh4uPk5ebn6Onq6-zt7u_w8fLz9PX29_j5-vv8_f7_\0")]
    [InlineData(Golden + Golden)]
    [InlineData(Golden + "A")]
    [InlineData("mlsec1_ 8PHy8_T19vf4-fr7_P3-_-Dh4uPk5ebn6Onq6-zt7u_w8fLz9PX29_j5-vv8_f7")]
    [InlineData("mlsec1_8PHy8_T19vf4-fr7\nP3-_-Dh4uPk5ebn6Onq6-zt7u_w8fLz9PX29_j5-vv8_f7_")]
    [InlineData("mlsec1_äPHy8_T19vf4-fr7_P3-_-Dh4uPk5ebn6Onq6-zt7u_w8fLz9PX29_j5-vv8_f7_")]
    public void Other_texts_are_no_token(string? text)
    {
        Assert.False(EnrolToken.TryParse(text, out EnrolToken? token));
        Assert.Null(token);
    }

    /// <summary>The last character of a secret carries four bits that mean nothing: one of sixteen spellings counts, so that a secret that was used is not a new one.</summary>
    [Fact]
    public void A_secret_has_one_spelling()
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        string[] accepted = [.. alphabet.Select(last => GoldenSecret[..^1] + last).Where(text => EnrolToken.TryParseSecret(text, out _))];
        Assert.Equal(["A", "Q", "g", "w"], accepted.Select(text => text[^1..]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("8PHy8_T19vf4-fr7_P3-_w==")]
    [InlineData("8PHy8_T19vf4-fr7_P3-_w\n")]
    [InlineData("8PHy8_T19vf4-fr7_P3-_")]
    [InlineData("8PHy8_T19vf4-fr7_P3-_wA")]
    [InlineData("8PHy8_T19vf4-fr7_P3-==")]
    [InlineData("8PHy8/T19vf4+fr7/P3+/w")]
    [InlineData(" PHy8_T19vf4-fr7_P3-_w")]
    [InlineData("\uff28PHy8_T19vf4-fr7_P3-_")]
    public void Other_texts_are_no_secret(string? text)
    {
        Assert.False(EnrolToken.TryParseSecret(text, out byte[]? secret));
        Assert.Null(secret);
    }

    [Fact]
    public void A_cut_token_is_none()
    {
        for (int length = 0; length < Golden.Length; length++)
        {
            Assert.False(EnrolToken.TryParse(Golden[..length], out _));
            Assert.False(EnrolToken.TryParse(Golden[(Golden.Length - length)..], out _));
        }
    }

    [Fact]
    public void A_flipped_bit_is_no_token_or_another_one()
    {
        for (int bit = 0; bit < Golden.Length * 16; bit++)
        {
            char[] flipped = [.. Golden];
            flipped[bit / 16] ^= (char)(1 << (bit % 16));
            Assert.False(EnrolToken.TryParse(new string(flipped), out EnrolToken? token) && token.Pin == Pin && token.Secret.SequenceEqual(Secret));
        }
    }

    [Fact]
    public void Any_token_is_read_back_and_any_other_text_is_refused_without_an_exception()
    {
        Gen.Select(Gen.Byte.Array[16], Gen.Byte.Array[32]).Sample(
            (secret, pin) =>
            {
                string text = EnrolToken.Of(secret, new Sha256Digest(pin)).ToString();
                return text.Length == 71 && EnrolToken.TryParse(text, out EnrolToken? token) && token.Secret.SequenceEqual(secret) && token.ToString() == text;
            },
            iter: 1000,
            seed: "0000J5DAcs40",
            threads: 1);
        Gen.Select(Gen.Int[0, Golden.Length - 1], Gen.Int[0, 24], Gen.String[0, 24]).Sample(
            (at, remove, insert) =>
            {
                string text = Golden[..at] + insert + Golden[Math.Min(Golden.Length, at + remove)..];
                return !EnrolToken.TryParse(text, out EnrolToken? token) || token.ToString() == text.Trim();
            },
            iter: 3000,
            seed: "0000J5DAcs40",
            threads: 1);
    }

    [Fact]
    public void A_secret_of_another_length_is_a_bug()
    {
        Assert.Throws<ArgumentException>(() => EnrolToken.Of(new byte[15], Pin));
        Assert.Throws<ArgumentException>(() => EnrolToken.Of(new byte[17], Pin));
    }
}
