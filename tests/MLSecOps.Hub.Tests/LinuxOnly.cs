// The product and its tests run on Linux only; this says so to the platform analyser.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
