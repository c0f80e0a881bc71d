using System.Diagnostics;
using MLSecOps.EndToEnd.Tests;

namespace MLSecOps.Benchmarks.Telemetry;

/// <summary>Records of several devices from their first PUBLISH until the hub has signed that all are in its database, beside what the same broker gives when nobody keeps anything.</summary>
internal static class BrokerThroughput
{
    private const int Devices = 8;
    private const int Records = 1500;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(string folder)
    {
        string trust = Path.Combine(folder, "broker-trust");
        Programs.Run(Programs.Cli, "trust", "init", trust, "--fleet", "bench");
        using BenchHub embedded = new(Path.Combine(folder, "embedded"), trust);
        embedded.Start();
        double own = await RateAsync(embedded, Path.Combine(folder, "embedded"), embedded.MqttPort);
        embedded.Dispose();

        using BenchHub external = new(Path.Combine(folder, "external"), trust);
        (RunningProcess mosquitto, int port) = external.StartMosquitto();
        using (mosquitto)
        {
            external.Start(port);
            double through = await RateAsync(external, Path.Combine(folder, "external"), port);
            double bare = await BareAsync(external, Path.Combine(folder, "external"), trust, port);
            string conditions = $"{Devices} devices, {Records} records each, 8 under way per device, QoS 1, TLS 1.3; clients, broker and hub on the same cores";
            string peer = $"Mosquitto to mosquitto_sub, the same messages: {bare:F0}/s";
            return
            [
                new Figure("records/s, embedded broker, committed to SQLite and acknowledged", own, "/s", null, AtLeast: true, Peer: peer, Note: $"{own / bare:F2} x the peer; {conditions}"),
                new Figure("records/s, Mosquitto, committed to SQLite and acknowledged", through, "/s", null, AtLeast: true, Peer: peer, Note: $"{through / bare:F2} x the peer; {conditions}"),
            ];
        }
    }

    private static async Task<double> RateAsync(BenchHub hub, string folder, int port)
    {
        List<LoadDevice> devices = await ConnectAsync(hub, folder, port, "kept");
        long began = Stopwatch.GetTimestamp();
        await Task.WhenAll(devices.Select(device => Task.Run(() => device.SendAsync(untilKept: true))));
        return await EndAsync(devices, began);
    }

    // The hub is gone by then; what it would have kept goes to a client that reads and forgets.
    private static async Task<double> BareAsync(BenchHub hub, string folder, string trust, int port)
    {
        List<LoadDevice> devices = await ConnectAsync(hub, folder, port, "bare");
        hub.Dispose();
        using RunningProcess reader = new(
            "/usr/bin/mosquitto_sub", "-h", "localhost", "-p", $"{port}", "-V", "5", "-q", "1", "-t", "mlsec/1/+/up/update", "-C", $"{Devices * (Records - 1)}", "-N", "-F", "",
            "--cafile", Path.Combine(trust, "anchors/hub.pem"), "--cert", Path.Combine(trust, "keys/operator.pem"), "--key", Path.Combine(trust, "keys/operator.key"));
        await Task.Delay(TimeSpan.FromSeconds(1));
        long began = Stopwatch.GetTimestamp();
        await Task.WhenAll(devices.Select(device => Task.Run(() => device.SendAsync(untilKept: false))));
        await reader.EndAsync();
        return await EndAsync(devices, began);
    }

    private static async Task<List<LoadDevice>> ConnectAsync(BenchHub hub, string folder, int port, string name)
    {
        List<LoadDevice> devices = [];
        for (int i = 0; i < Devices; i++)
        {
            devices.Add(await LoadDevice.EnrolAsync(hub, Path.Combine(folder, $"{name}-{i}")));
            await devices[^1].PrepareAsync(port, Records);
        }

        return devices;
    }

    private static async Task<double> EndAsync(List<LoadDevice> devices, long began)
    {
        double rate = Devices * Records / Stopwatch.GetElapsedTime(began).TotalSeconds;
        foreach (LoadDevice device in devices)
        {
            await device.DisposeAsync();
        }

        return rate;
    }
}
