using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MLSecOps.TestKit;

/// <summary>A TPM 2.0 in software (swtpm) with a state of its own, on loopback; the test's own process, ended by its id.</summary>
/// <remarks>It has three slots for transient objects and no resource manager: whoever loads keys flushes them (tpm2_flushcontext -t).</remarks>
public sealed class Swtpm : IAsyncDisposable
{
    private readonly ScratchFolder _folder;
    private Process _process;

    private Swtpm(ScratchFolder folder, Process process, int port)
    {
        _folder = folder;
        _process = process;
        Port = port;
    }

    /// <summary>Why a test skips without it.</summary>
    public const string Absent = "swtpm and tpm2-tools are not installed (packaging/install test)";

    /// <summary>True when both are installed.</summary>
    public static bool Installed => ToolRun.Exists("swtpm") && ToolRun.Exists("tpm2_quote");

    /// <summary>Port of commands, raw TPM bytes; the next one is that of control.</summary>
    public int Port { get; private set; }

    /// <summary>What tpm2-tools take as --tcti.</summary>
    public string Tcti => $"swtpm:host=127.0.0.1,port={Port}";

    /// <summary>Folder for the test's own files.</summary>
    public string Folder => _folder.Path;

    /// <summary>PEM of the certificate of the maker's root; only after a start with certificates.</summary>
    public string MakerRoot => _folder["ca/swtpm-localca-rootca-cert.pem"];

    /// <summary>PEM of the maker's issuing certificate, below <see cref="MakerRoot"/>.</summary>
    public string MakerIssuer => _folder["ca/issuercert.pem"];

    /// <summary>Starts one.</summary>
    /// <param name="certified">True when a maker is to have certified its RSA endorsement key; takes a second.</param>
    public static async Task<Swtpm> Start(bool certified = false)
    {
        ScratchFolder folder = new();
        try
        {
            Directory.CreateDirectory(folder["state"]);
            if (certified)
            {
                await Manufacture(folder);
            }

            (Process process, int port) = await Launch(folder);
            return new Swtpm(folder, process, port);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Pulls the plug and boots again: PCRs are zero, the count of resets is one higher, transient objects are gone. The port changes.</summary>
    public async Task Reset()
    {
        await Stop(_process);
        (_process, Port) = await Launch(_folder);
    }

    /// <summary>Runs one of tpm2-tools against it and demands success.</summary>
    /// <param name="tool">Such as <c>tpm2_quote</c>.</param>
    /// <param name="arguments">Its arguments; files in <see cref="Folder"/> by <see cref="File"/>.</param>
    public Task<string> Tool(string tool, params string[] arguments) => ToolRun.Must(tool, [.. arguments, "--tcti", Tcti]);

    /// <summary>Path of a file of the test.</summary>
    public string File(string name) => _folder[name];

    /// <summary>Content of a file of the test, such as one that a tool wrote.</summary>
    public byte[] Read(string name) => System.IO.File.ReadAllBytes(_folder[name]);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Stop(_process);
        _folder.Dispose();
    }

    private static async Task Manufacture(ScratchFolder folder)
    {
        Directory.CreateDirectory(folder["ca"]);
        string authority = folder["localca.conf"], setup = folder["setup.conf"];
        await System.IO.File.WriteAllTextAsync(authority, $"statedir = {folder["ca"]}\nsigningkey = {folder["ca/signkey.pem"]}\nissuercert = {folder["ca/issuercert.pem"]}\ncertserial = {folder["ca/certserial"]}\n");
        await System.IO.File.WriteAllTextAsync(setup, $"create_certs_tool = /usr/bin/swtpm_localca\ncreate_certs_tool_config = {authority}\ncreate_certs_tool_options = /etc/swtpm-localca.options\n");
        await ToolRun.Must("swtpm_setup", "--tpm2", "--config", setup, "--tpmstate", $"dir://{folder["state"]}", "--create-ek-cert", "--overwrite");
    }

    private static async Task<(Process Process, int Port)> Launch(ScratchFolder folder)
    {
        for (int attempt = 0; ; attempt++)
        {
            int port = FreePair();
            Process process = Process.Start(new ProcessStartInfo("swtpm",
            [
                "socket", "--tpm2", "--tpmstate", $"dir={folder["state"]}", "--server", $"type=tcp,port={port},bindaddr=127.0.0.1",
                "--ctrl", $"type=tcp,port={port + 1},bindaddr=127.0.0.1", "--flags", "not-need-init,startup-clear",
            ]) { RedirectStandardError = true })!;
            if (await Answers(process, port + 1))
            {
                return (process, port);
            }

            await Stop(process);
            // Another process may have taken a port between looking and binding.
            if (attempt == 5)
            {
                throw new InvalidOperationException("swtpm does not start.");
            }
        }
    }

    // The control port may be asked: swtpm ends when a connection on the command port closes, unless it came by tcti-swtpm's hello.
    private static async Task<bool> Answers(Process process, int port)
    {
        for (long end = Environment.TickCount64 + 10_000; Environment.TickCount64 < end && !process.HasExited; await Task.Delay(20))
        {
            using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port);
                return true;
            }
            catch (SocketException)
            {
                // Not yet.
            }
        }

        return false;
    }

    private static int FreePair()
    {
        while (true)
        {
            using Socket first = new(SocketType.Stream, ProtocolType.Tcp), second = new(SocketType.Stream, ProtocolType.Tcp);
            first.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            int port = ((IPEndPoint)first.LocalEndPoint!).Port;
            try
            {
                second.Bind(new IPEndPoint(IPAddress.Loopback, port + 1));
                return port;
            }
            catch (Exception e) when (e is SocketException or ArgumentOutOfRangeException)
            {
                // The neighbour is taken.
            }
        }
    }

    private static async Task Stop(Process process)
    {
        using (process)
        {
            if (!process.HasExited)
            {
                process.Kill();
            }

            await process.WaitForExitAsync();
        }
    }
}
