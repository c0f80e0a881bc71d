using MLSecOps.EdgeAgent.Evidence;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.TestKit;

namespace MLSecOps.EdgeAgent.Tests.Evidence;

public sealed class BootCounterTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly StoreLayout _layout;

    public BootCounterTests()
    {
        _layout = new StoreLayout(_folder["state"]);
        Directory.CreateDirectory(_layout.State);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_start_of_the_agent_is_not_a_start_of_the_system()
    {
        BootCounter first = Read("00112233-4455-6677-8899-aabbccddeeff");
        BootCounter again = Read("00112233-4455-6677-8899-aabbccddeeff");
        Assert.Equal((1, 1), (first.Count, again.Count));
        Assert.Equal("00112233445566778899aabbccddeeff", Convert.ToHexStringLower(again.Seed.Span));
    }

    [Fact]
    public void A_new_boot_id_counts()
    {
        Read("00112233-4455-6677-8899-aabbccddeeff");
        Assert.Equal(2, Read("10112233-4455-6677-8899-aabbccddeeff").Count);
        Assert.Equal(3, Read("00112233-4455-6677-8899-aabbccddeeff").Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("99999999999999999999 x")]
    [InlineData("-5 00112233-4455-6677-8899-aabbccddeeff")]
    public void A_damaged_count_begins_anew(string content)
    {
        File.WriteAllText(Path.Combine(_layout.State, "boot"), content);
        Assert.Equal(1, Read("00112233-4455-6677-8899-aabbccddeeff").Count);
    }

    [Fact]
    public void Without_a_boot_id_each_start_is_new_and_a_disk_that_refuses_stops_nothing()
    {
        Assert.NotEqual(Read("no id").Seed.ToArray(), Read("no id").Seed.ToArray());
        Directory.Delete(_layout.State, recursive: true);
        Assert.Equal(1, Read("00112233-4455-6677-8899-aabbccddeeff").Count);
    }

    [Fact]
    public void The_kernel_s_own_id_is_read() => Assert.Equal(
        Guid.Parse(File.ReadAllText("/proc/sys/kernel/random/boot_id")).ToByteArray(bigEndian: true), BootCounter.Read(_layout).Seed.ToArray());

    private BootCounter Read(string id)
    {
        File.WriteAllText(_folder["boot_id"], id + "\n");
        return BootCounter.Read(_layout, _folder["boot_id"]);
    }
}
