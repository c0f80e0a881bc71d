using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MLSecOps.Core.Findings;
using MLSecOps.Linux.Tpm;
using MLSecOps.TestKit;

namespace MLSecOps.Linux.Tests.Tpm;

/// <summary>The way to a TPM and everything that may stand there instead of one.</summary>
public sealed class TpmConnectionTests
{
    // TPM2_GetCapability(TPM_PT_MANUFACTURER).
    private static readonly byte[] Command = Convert.FromHexString("8001000000160000017a000000060000010500000001");

    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task A_simulator_answers_a_command_over_TCP_again_and_again()
    {
        Assert.SkipUnless(Swtpm.Installed, Swtpm.Absent);
        await using Swtpm tpm = await Swtpm.Start();
        for (int i = 0; i < 3; i++)
        {
            using TpmConnection connection = TpmConnection.Connect(new IPEndPoint(IPAddress.Loopback, tpm.Port));
            byte[] answer = connection.Exchange(Command, TimeSpan.FromSeconds(10));
            Assert.Equal(answer, connection.Exchange(Command, TimeSpan.FromSeconds(10)));
            Assert.Contains("IBM", System.Text.Encoding.ASCII.GetString(answer), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_simulator_answers_over_a_Unix_socket()
    {
        Assert.SkipUnless(Swtpm.Installed, Swtpm.Absent);
        using ScratchFolder folder = new();
        using Process process = Process.Start(new ProcessStartInfo(
            "swtpm", ["socket", "--tpm2", "--tpmstate", $"dir={folder.Path}", "--server", $"type=unixio,path={folder["socket"]}", "--flags", "not-need-init,startup-clear"]))!;
        try
        {
            using TpmConnection connection = await ConnectAsync(new UnixDomainSocketEndPoint(folder["socket"]));
            Assert.Contains("IBM", System.Text.Encoding.ASCII.GetString(connection.Exchange(Command, TimeSpan.FromSeconds(10))), StringComparison.Ordinal);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void What_is_not_there_is_said_to_be_missing()
    {
        using ScratchFolder folder = new();
        Assert.Equal(TpmDeviceReasons.Missing, Assert.Throws<TpmDeviceException>(() => TpmConnection.OpenDevice(folder["tpmrm0"])).Reason);
        Assert.Equal(TpmDeviceReasons.Missing, Assert.Throws<TpmDeviceException>(() => TpmConnection.Connect(new UnixDomainSocketEndPoint(folder["socket"]))).Reason);
        Assert.Equal(TpmDeviceReasons.Missing, Assert.Throws<TpmDeviceException>(() => TpmConnection.Connect(new IPEndPoint(IPAddress.Loopback, 1))).Reason);
    }

    [Fact]
    public void A_device_that_may_not_be_opened_is_said_to_be_forbidden()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "root may open everything");
        using ScratchFolder folder = new();
        File.WriteAllBytes(folder["tpmrm0"], []);
        File.SetUnixFileMode(folder["tpmrm0"], UnixFileMode.None);
        Assert.Equal(TpmDeviceReasons.Forbidden, Assert.Throws<TpmDeviceException>(() => TpmConnection.OpenDevice(folder["tpmrm0"])).Reason);
    }

    /// <summary>A FIFO that is opened for both gives back what one write put in: the device gets a command whole, and the answer is read at once.</summary>
    [Fact]
    public async Task A_device_gets_a_command_in_one_write_and_gives_an_answer_in_one_read()
    {
        using ScratchFolder folder = new();
        await ToolRun.Must("mkfifo", folder["tpmrm0"]);
        using TpmConnection connection = TpmConnection.OpenDevice(folder["tpmrm0"]);
        Assert.Equal(Command, connection.Exchange(Command, Short));
        Assert.Equal(Command, connection.Exchange(Command, Short));
    }

    [Fact]
    public void A_device_that_is_none_is_bounded_too()
    {
        using TpmConnection endless = TpmConnection.OpenDevice("/dev/zero");
        Assert.Equal(TpmConnection.MostBytes, endless.Exchange(Command, Short).Length);
        using TpmConnection silent = TpmConnection.OpenDevice("/dev/null");
        Assert.Equal(TpmReasons.Malformed, Assert.Throws<TpmDeviceException>(() => silent.Exchange(Command, Short)).Reason);
    }

    [Theory]
    [InlineData("", "TPM_NO_ANSWER")]
    [InlineData("8001", "TPM_NO_ANSWER")]
    [InlineData("80010000000a00000000", null)]
    [InlineData("80010000000900000000", "TPM_MALFORMED")]
    [InlineData("8001ffffffff00000000", "TPM_MALFORMED")]
    [InlineData("80010000100100000000", "TPM_MALFORMED")]
    [InlineData("80010000000c00000000", "TPM_NO_ANSWER")]
    public async Task What_a_simulator_says_is_bounded_in_length_and_time(string answer, string? reason)
    {
        using Socket listener = new(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        listener.Listen();
        Task serving = Task.Run(async () =>
        {
            using Socket peer = await listener.AcceptAsync(TestContext.Current.CancellationToken);
            byte[] command = new byte[4096];
            await peer.ReceiveAsync(command, TestContext.Current.CancellationToken);
            await peer.SendAsync(Convert.FromHexString(answer), TestContext.Current.CancellationToken);
            await peer.ReceiveAsync(command, TestContext.Current.CancellationToken);
        }, TestContext.Current.CancellationToken);
        using (TpmConnection connection = TpmConnection.Connect(listener.LocalEndPoint!))
        {
            if (reason is null)
            {
                Assert.Equal(answer, Convert.ToHexStringLower(connection.Exchange(Command, Short)));
            }
            else
            {
                Assert.Equal(reason, Assert.Throws<TpmDeviceException>(() => connection.Exchange(Command, Short)).Reason.Code);
            }
        }

        await serving;
    }

    [Fact]
    public async Task A_simulator_that_hangs_up_is_no_answer()
    {
        using Socket listener = new(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        listener.Listen();
        Task serving = Task.Run(async () =>
        {
            using Socket peer = await listener.AcceptAsync(TestContext.Current.CancellationToken);
            await peer.ReceiveAsync(new byte[4096], TestContext.Current.CancellationToken);
        }, TestContext.Current.CancellationToken);
        using TpmConnection connection = TpmConnection.Connect(listener.LocalEndPoint!);
        Assert.Equal(TpmDeviceReasons.NoAnswer, Assert.Throws<TpmDeviceException>(() => connection.Exchange(Command, TimeSpan.FromSeconds(10))).Reason);
        await serving;
    }

    // As soon as it listens.
    private static async Task<TpmConnection> ConnectAsync(EndPoint point)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return TpmConnection.Connect(point);
            }
            catch (TpmDeviceException) when (attempt < 200)
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }
    }
}
