using MLSecOps.Linux.Memory;
using MLSecOps.TestKit;

namespace MLSecOps.Linux.Tests.Memory;

public sealed class MemoryRoomTests : IDisposable
{
    private const long Mebibyte = 1 << 20;
    private readonly ScratchFolder _folder = new();

    public MemoryRoomTests()
    {
        File.WriteAllText(_folder["meminfo"], "MemTotal:        8000000 kB\nMemFree:           10000 kB\nMemAvailable:    1048576 kB\n");
        File.WriteAllText(_folder["cgroup"], "12:cpu:/old\n0::/system.slice/mlsec-agent.service\n");
        Directory.CreateDirectory(_folder["groups/system.slice/mlsec-agent.service"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_groups_the_machine_decides() => Assert.Equal(1024 * Mebibyte, Room());

    [Fact]
    public void The_tightest_group_decides_and_file_pages_can_be_given_up()
    {
        Group("groups/system.slice", "max", 700, 0);
        Group("groups/system.slice/mlsec-agent.service", "536870912", 200, 50);
        Assert.Equal((512 - 200 + 50) * Mebibyte, Room());
        Group("groups/system.slice", "104857600", 90, 0);
        Assert.Equal(10 * Mebibyte, Room());
    }

    [Fact]
    public void A_full_group_has_none()
    {
        Group("groups/system.slice/mlsec-agent.service", "104857600", 120, 5);
        Assert.Equal(0, Room());
    }

    [Fact]
    public void Nothing_readable_is_no_limit() => Assert.Equal(long.MaxValue, MemoryRoom.Of(_folder["none"], _folder["none"], _folder["none"]));

    [Fact]
    public void This_machine_has_some() => Assert.InRange(MemoryRoom.Bytes(), 1, long.MaxValue - 1);

    private long Room() => MemoryRoom.Of(_folder["meminfo"], _folder["cgroup"], _folder["groups"]);

    private void Group(string name, string most, long taken, long files)
    {
        File.WriteAllText(_folder[name + "/memory.max"], most + "\n");
        File.WriteAllText(_folder[name + "/memory.current"], $"{taken * Mebibyte}\n");
        File.WriteAllText(_folder[name + "/memory.stat"], $"anon 1\ninactive_file {files * Mebibyte}\nactive_file 0\n");
    }
}
