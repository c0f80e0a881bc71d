using System.Security.Cryptography;
using MLSecOps.Core.Digests;

namespace MLSecOps.Core.Tests.Digests;

/// <summary>The managed hash against OpenSSL's, through the platform.</summary>
public sealed class PortableSha256Tests
{
    [Fact]
    public void The_examples_of_the_standard()
    {
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Of().Hex);
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Of("abc"u8.ToArray()).Hex);
        Assert.Equal("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1", Of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"u8.ToArray()).Hex);
    }

    [Fact]
    public void Every_length_around_the_blocks_and_every_cut_gives_the_platform_s_digest()
    {
        byte[] bytes = new byte[300];
        new Random(20261126).NextBytes(bytes);
        for (int length = 0; length <= bytes.Length; length++)
        {
            byte[] input = bytes[..length];
            string expected = Convert.ToHexStringLower(SHA256.HashData(input));
            Assert.Equal(expected, Of(input).Hex);
            int cut = length * 3 / 7;
            Assert.Equal(expected, Of(input[..cut], input[cut..]).Hex);
        }

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), Of([.. bytes.Select(one => new[] { one })]).Hex);
    }

    private static Sha256Digest Of(params byte[][] pieces)
    {
        var hash = new PortableSha256();
        foreach (byte[] piece in pieces)
        {
            hash.Append(piece);
        }

        return hash.Finish();
    }
}
