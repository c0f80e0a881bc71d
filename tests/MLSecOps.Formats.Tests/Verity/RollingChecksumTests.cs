using CsCheck;

using MLSecOps.Formats.Verity;

namespace MLSecOps.Formats.Tests.Verity;

public sealed class RollingChecksumTests
{
    [Fact]
    public void ItIsTheSumOfThePaper() => Gen.Byte.Array[0, 4096].Sample(
        block =>
        {
            // Section 3, as it stands there: a is the sum, b weighs each byte by its distance from the end.
            ulong a = 0, b = 0;
            for (int i = 0; i < block.Length; i++)
            {
                a += block[i];
                b += (ulong)(4096 - i) * block[i];
            }

            Assert.Equal((uint)((a % 65536) + (65536 * (b % 65536))), RollingChecksum.Of(block));
        },
        iter: 300,
        seed: "0000mKxS5PQ3");

    [Fact]
    public void ItRollsFromOneOffsetToTheNext()
    {
        byte[] bytes = [.. Enumerable.Range(0, 9000).Select(i => (byte)((i * 167) ^ (i >> 5)))];
        uint rolled = RollingChecksum.Of(bytes.AsSpan(0, 4096));
        for (int k = 0; k + 4096 < bytes.Length; k++)
        {
            Assert.Equal(RollingChecksum.Of(bytes.AsSpan(k, 4096)), rolled);
            uint a = (rolled - bytes[k] + bytes[k + 4096]) & 0xffff;
            uint b = ((rolled >> 16) - (4096u * bytes[k]) + a) & 0xffff;
            rolled = a | (b << 16);
        }
    }

    [Fact]
    public void KnownSums()
    {
        Assert.Equal(0u, RollingChecksum.Of([]));
        Assert.Equal(0x1000_0001u, RollingChecksum.Of([1]));
        Assert.Equal(0x0001_0001u, RollingChecksum.Of([.. new byte[4095], 1]));
    }
}
