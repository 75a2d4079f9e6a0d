package io.conpool.it;

import java.nio.file.Path;

/** A provider that is a module of its own, with the library it brings in. */
public enum PlugIn {
  /** TLS. */
  CONSCRYPT("conpool-tls-conscrypt", "io.conpool.tls.conscrypt", "tls", "conscrypt-openjdk-uber"),
  /** Names. */
  DNSJAVA("conpool-dns-dnsjava", "io.conpool.dns.dnsjava", "dns", "dnsjava");

  private final String artifact;
  private final String module;
  private final String kind;
  private final String library;

  PlugIn(String artifact, String module, String kind, String library) {
    this.artifact = artifact;
    this.module = module;
    this.kind = kind;
    this.library = library;
  }

  /** Its name as module and as bundle. */
  public String module() {
    return module;
  }

  /** What it provides, as conpool's log calls it. */
  public String kind() {
    return kind;
  }

  /** The name by which a configuration asks for it. */
  public String provider() {
    return module.substring(module.lastIndexOf('.') + 1);
  }

  /** Its own jar. */
  public Path jar() {
    return BuiltJars.jar(artifact);
  }

  /** The library's jar. */
  public Path library() {
    return BuiltJars.foreign(library);
  }
}
