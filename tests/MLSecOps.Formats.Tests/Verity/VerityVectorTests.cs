using System.Text;
using System.Text.Json;

using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Verity;
using MLSecOps.TestKit;

namespace MLSecOps.Formats.Tests.Verity;

/// <summary>Every published digest of fsverity-utils: ours is reproduced, another profile's is stated here with the reason why the product has none.</summary>
public sealed class VerityVectorTests
{
    private const string Collection = "signing/fsverity/digest-vectors.json";

    // The product has one profile: SHA-256 over 4096-byte blocks without salt.
    private const string Salted = "a salt: two devices would name the same bytes differently";
    private const string OtherBlock = "another block size: the index of a package has 4096-byte blocks";
    private const string OtherHash = "SHA-512: a digest is 32 bytes";

    // hash algorithm, block size, salt as the collection writes it, file size, and why it is not supported; null: ours.
    private static readonly (int Algorithm, int BlockSize, string Salt, int Size, string? Unsupported)[] Table =
    [
        (1, 4096, "", 1_000_000, null),
        (1, 4096, "", 100_000, null),
        (1, 4096, "", 4096, null),
        (1, 4096, "", 1, null),
        (1, 4096, "", 0, null),
        (1, 4096, "abcd", 1_000_000, Salted),
        (1, 4096, "0123456789:;<=>?@ABCDEFGHIJKLMNO", 1_000_000, Salted),
        (1, 1024, "", 1_000_000, OtherBlock),
        (1, 512, "", 1_000_000, OtherBlock),
        (1, 65536, "", 1_000_000, OtherBlock),
        (2, 4096, "abcd", 1_000_000, OtherHash),
    ];

    [Fact]
    public void EveryPublishedDigestIsReproducedOrStatedAsUnsupported()
    {
        using JsonDocument? vectors = Read();
        JsonElement[] all = [.. vectors!.RootElement.GetProperty("vectors").EnumerateArray()];
        Assert.Equal(
            Table.Select(row => (row.Algorithm, row.BlockSize, row.Salt, row.Size)),
            all.Select(vector => (Number(vector, "hash_algorithm"), Number(vector, "block_size"), vector.GetProperty("salt").GetString()!, Number(vector, "file_size"))));
        foreach ((JsonElement vector, string? unsupported) in all.Zip(Table.Select(row => row.Unsupported)))
        {
            string published = vector.GetProperty("digest").GetString()!;
            string ours = Measure([.. Enumerable.Range(0, Number(vector, "file_size")).Select(i => (byte)((i % 11) + (i % 439) + (i % 1103)))]);
            if (unsupported is null)
            {
                Assert.Equal(published, ours);
            }
            else
            {
                // Another profile's digest of the same bytes is never taken for ours.
                Assert.NotEqual(published, ours);
            }
        }
    }

    [Fact]
    public async Task TheOtherProfilesAreThoseOfTheFsverityProgram()
    {
        using JsonDocument? vectors = Read();
        using ScratchFolder folder = new();
        foreach (JsonElement vector in vectors!.RootElement.GetProperty("vectors").EnumerateArray())
        {
            string path = folder.Write("file", [.. Enumerable.Range(0, Number(vector, "file_size")).Select(i => (byte)((i % 11) + (i % 439) + (i % 1103)))]);
            string salt = vector.GetProperty("salt").GetString()!;
            string[] salted = salt.Length == 0 ? [] : [$"--salt={Convert.ToHexStringLower(Encoding.ASCII.GetBytes(salt))}"];
            string[] profile = [$"--hash-alg={(Number(vector, "hash_algorithm") == 1 ? "sha256" : "sha512")}", $"--block-size={Number(vector, "block_size")}"];
            Assert.Equal(vector.GetProperty("digest").GetString(), (await ToolRun.Must("fsverity", ["digest", "--compact", .. profile, .. salted, path])).Trim());
        }
    }

    [Fact]
    public void ZerosInSmallBlocksAreAnotherProfileToo()
    {
        using JsonDocument? vectors = Read();
        Assert.NotEqual(vectors!.RootElement.GetProperty("zeros_100000_bs1024").GetString(), Measure(new byte[100_000]));
    }

    private static JsonDocument? Read()
    {
        string? path = SharedVectors.Find(Collection);
        Assert.SkipWhen(path is null, SharedVectors.Absent);
        return JsonDocument.Parse(File.ReadAllBytes(path!));
    }

    private static int Number(JsonElement vector, string name) => vector.GetProperty(name).GetInt32();

    private static string Measure(byte[] content) =>
        VerityDigester.Measure(new MemoryByteSource(content), ManagedBlockHasher.Instance, null, TestContext.Current.CancellationToken).Hex;
}
